/* 长江产业链图谱 · 脚本。没有它页面也能读:抽屉靠 :target,表与图是服务器画的。 */
(function () {
  "use strict";
  var $ = function (s, r) { return (r || document).querySelector(s); };
  var $$ = function (s, r) { return Array.prototype.slice.call((r || document).querySelectorAll(s)); };
  var root = document.documentElement;
  root.classList.add("js");
  /* 抽屉先就位,再许它滑动:否则一进页面就滑一次 */
  requestAnimationFrame(function () { requestAnimationFrame(function () { root.classList.add("ready"); }); });

  /* 明暗 */
  try { var saved = localStorage.getItem("theme"); if (saved) root.dataset.theme = saved; } catch (e) { /* 隐私模式 */ }
  var tt = $("[data-theme-toggle]");
  if (tt) tt.addEventListener("click", function () {
    var dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    try { localStorage.setItem("theme", root.dataset.theme); } catch (e) { /* 同上 */ }
  });

  /* 流向图:悬停或聚焦时点亮上下游 */
  var flow = $("#flow");
  if (flow) {
    var nodes = $$("a.node", flow), edges = $$(".edge", flow), byId = {};
    nodes.forEach(function (n) { byId[n.dataset.id] = n; });
    var words = function (s) { return s ? s.split(" ") : []; };
    var clear = function () {
      flow.classList.remove("focus");
      $$(".lit", flow).forEach(function (x) { x.classList.remove("lit"); if (x.hasAttribute("marker-end")) x.setAttribute("marker-end", "url(#ar)"); });
    };
    var light = function (n) {
      clear(); flow.classList.add("focus"); n.classList.add("lit");
      var id = n.dataset.id, ins = words(n.dataset.in), outs = words(n.dataset.out);
      ins.concat(outs).forEach(function (k) { if (byId[k]) byId[k].classList.add("lit"); });
      edges.forEach(function (p) {
        var f = words(p.dataset.from), t = words(p.dataset.to);
        var hit = (f.indexOf(id) >= 0 && outs.some(function (k) { return t.indexOf(k) >= 0; })) || (t.indexOf(id) >= 0 && ins.some(function (k) { return f.indexOf(k) >= 0; }));
        if (hit) { p.classList.add("lit"); p.setAttribute("marker-end", "url(#arl)"); }
      });
    };
    /* 一个 Tab 停靠点,方向键在环节间移动 */
    nodes.forEach(function (n, i) {
      n.setAttribute("tabindex", i ? "-1" : "0");
      n.addEventListener("mouseenter", function () { light(n); });
      n.addEventListener("mouseleave", clear);
      n.addEventListener("focus", function () { nodes.forEach(function (m) { m.setAttribute("tabindex", m === n ? "0" : "-1"); }); if (n.matches(":focus-visible")) light(n); });
      n.addEventListener("blur", clear);
      n.addEventListener("keydown", function (ev) {
        var d = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[ev.key];
        if (!d) return;
        ev.preventDefault();
        var a = n.getBoundingClientRect(), best = null, bd = Infinity;
        nodes.forEach(function (m) {
          if (m === n) return;
          var b = m.getBoundingClientRect(), dx = b.left + b.width / 2 - a.left - a.width / 2, dy = b.top + b.height / 2 - a.top - a.height / 2;
          var along = dx * d[0] + dy * d[1], off = Math.abs(dx * d[1]) + Math.abs(dy * d[0]);
          if (along > 8 && along + 2.5 * off < bd) { bd = along + 2.5 * off; best = m; }
        });
        if (best) best.focus();
      });
    });
  }

  /* 抽屉:先随页来几个,其余现取;开着的写进地址 */
  var box = $(".drawers");
  var address = function (change) {
    var url = new URL(location.href); change(url); history.replaceState(null, "", url.href);
  };
  if (box) {
    var opener = null, asked = 0;
    var show = function (d, move) {
      $$(".drawer", box).forEach(function (x) { x.classList.toggle("open", x === d); });
      document.body.classList.add("drawer-on");
      box.scrollTop = 0;
      modal(true);
      if (!move) return;
      d.focus({ preventScroll: true });
      /* 窄屏滑出的头一刻抽屉还算隐藏,收不了焦点 */
      if (document.activeElement !== d) setTimeout(function () { d.focus({ preventScroll: true }); }, 60);
    };
    var said = function (text, kind) {
      var d = $("#d-", box) || document.createElement("section");
      d.id = "d-"; d.className = "drawer part"; d.tabIndex = -1; d.setAttribute("role", "status");
      d.innerHTML = kind === "wait" ? '<div class="skel"><span></span><span></span><span></span></div>' : '<div class="fault"></div>';
      (kind === "wait" ? d : d.firstChild).append(text);
      box.append(d); show(d, false);
    };
    var open = function (id, move) {
      var d = document.getElementById("d-" + id);
      $$("[data-id]").forEach(function (x) { x.classList.toggle("sel", x.dataset.id === id); });
      if (d) { asked++; show(d, move); return; }
      if (!box.dataset.part) return;
      var mine = ++asked, slow = setTimeout(function () { said(box.dataset.wait, "wait"); }, 300);
      fetch(box.dataset.part + "&link=" + encodeURIComponent(id)).then(function (r) { if (!r.ok) throw new Error(r.status); return r.text(); }).then(function (html) {
        clearTimeout(slow);
        var t = document.createElement("template"); t.innerHTML = html;
        var got = t.content.querySelector(".drawer");
        if (!document.getElementById(got.id)) box.append(got);
        if ($("#d-", box)) $("#d-", box).remove();
        if (mine === asked) show(document.getElementById("d-" + id), move);
      }).catch(function () { clearTimeout(slow); if (mine === asked) said(box.dataset.fault, "fault"); });
    };
    /* 窄屏时抽屉盖住其余内容,其余不可聚焦 */
    var modal = function (on) {
      $$(".top, .foot, .qbar, .answer, .jump, .two > div, .skip").forEach(function (x) { x.inert = on && matchMedia("(max-width: 1279px)").matches; });
    };
    var shut = function () { document.body.classList.remove("drawer-on"); modal(false); if (opener) opener.focus(); };
    document.addEventListener("click", function (ev) {
      var a = ev.target.closest ? ev.target.closest("a[data-drawer]") : null;
      if (a && !ev.ctrlKey && !ev.metaKey && !ev.shiftKey) {
        ev.preventDefault(); opener = a; open(a.dataset.drawer, true);
        address(function (url) { url.searchParams.set("link", a.dataset.drawer); url.hash = "d-" + a.dataset.drawer; });
        return;
      }
      if (ev.target.closest && ev.target.closest(".close")) shut();
    });
    document.addEventListener("keydown", function (ev) { if (ev.key === "Escape") shut(); });
    if (location.hash.indexOf("#d-") === 0) open(location.hash.slice(3), false);
    /* 表行悬停 ↔ 图 */
    $$("#rank tbody tr").forEach(function (tr) {
      tr.addEventListener("mouseenter", function () { var n = flow && $('a.node[data-id="' + tr.dataset.id + '"]', flow); if (n) n.dispatchEvent(new Event("mouseenter")); });
      tr.addEventListener("mouseleave", function () { var n = flow && $('a.node[data-id="' + tr.dataset.id + '"]', flow); if (n) n.dispatchEvent(new Event("mouseleave")); });
    });
  }

  /* 筛选:同组为「或」,各组为「且」;只变淡,不挪动;写进地址 */
  var chips = $$("a[data-filter]"), reset = $("[data-clear]"), of = { status: "s", action: "a", stage: "g", criticality: "c" };
  var filter = function () {
    var on = {};
    chips.forEach(function (x) { if (x.getAttribute("aria-pressed") === "true") (on[x.dataset.filter] = on[x.dataset.filter] || []).push(x.dataset.word); });
    var out = function (x) { return Object.keys(on).some(function (k) { return on[k].indexOf(x.dataset[of[k]]) < 0; }); };
    $$("a.node[data-id],a.nodec[data-id]").forEach(function (n) { n.classList.toggle("off", out(n)); });
    $$("#rank tbody tr").forEach(function (tr) { tr.hidden = out(tr); });
    var any = Object.keys(on).length > 0, t = $("#rank");
    if (any && t) { t.classList.add("all"); $$("[data-more]").forEach(function (b) { b.hidden = true; }); }
    if (reset) reset.hidden = !any;
    address(function (url) { Object.keys(of).forEach(function (k) { if (on[k]) url.searchParams.set(k, on[k].join(",")); else url.searchParams.delete(k); }); });
  };
  chips.forEach(function (c) {
    c.addEventListener("click", function (ev) {
      ev.preventDefault();
      c.setAttribute("aria-pressed", c.getAttribute("aria-pressed") === "true" ? "false" : "true");
      filter();
    });
  });
  if (reset) reset.addEventListener("click", function (ev) {
    ev.preventDefault();
    chips.forEach(function (c) { c.setAttribute("aria-pressed", "false"); });
    filter();
  });
  $$("[data-more]").forEach(function (b) {
    b.addEventListener("click", function (ev) {
      ev.preventDefault();
      document.getElementById(b.dataset.more).classList.add("all"); b.setAttribute("aria-expanded", "true"); b.hidden = true;
      address(function (url) { url.searchParams.set("all", "1"); });
    });
  });
  $$('a[role="button"]').forEach(function (a) { a.addEventListener("keydown", function (ev) { if (ev.key === " ") { ev.preventDefault(); a.click(); } }); });

  /* PNG:浏览器里由 SVG 画成,两倍大小 */
  $$("a[data-png]").forEach(function (a) {
    var say = function (text) { var s = $("[data-png-said]", a.parentNode); if (s) s.textContent = text || ""; };
    a.addEventListener("click", function (ev) {
      if (a.href.indexOf("blob:") === 0) return;
      ev.preventDefault(); say(a.dataset.wait);
      var from = a.href, picture = new Image();
      picture.onerror = function () { say(a.dataset.fault); };
      picture.onload = function () {
        var canvas = document.createElement("canvas");
        canvas.width = 2 * picture.naturalWidth; canvas.height = 2 * picture.naturalHeight;
        canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
        canvas.toBlob(function (made) {
          if (!made) { say(a.dataset.fault); return; }
          a.href = URL.createObjectURL(made); a.click(); say("");
          setTimeout(function () { URL.revokeObjectURL(a.href); a.href = from; }, 2000);
        }, "image/png");
      };
      picture.src = from;
    });
  });

  /* 矩阵:读出一格 */
  var peek = $("#peek");
  if (peek) $$(".hm").forEach(function (t) {
    var tell = function (ev) {
      var c = ev.target.closest("a.c"); if (!c) return;
      peek.textContent = c.dataset.t;
      var td = c.parentNode, tr = td.parentNode, i = Array.prototype.indexOf.call(tr.children, td);
      $$(".hl").forEach(function (x) { x.classList.remove("hl"); }); tr.classList.add("hl");
      var hs = $$("thead tr:last-child > *", t); if (hs[i]) hs[i].classList.add("hl");
    };
    t.addEventListener("mouseover", tell); t.addEventListener("focusin", tell);
  });

  /* 选了就换,不必再按一下 */
  $$("select[data-submit]").forEach(function (s) { s.addEventListener("change", function () { s.form.submit(); }); });

  /* 文档页:类型开关;事实 ↔ 句子 */
  var art = $(".art");
  $$(".types input[type=checkbox]").forEach(function (i) { i.addEventListener("change", function () {
    art.classList.toggle("hide-" + i.value, !i.checked);
    /* 地址记下标了哪些；全标就不记 */
    var url = new URL(location.href), boxes = $$(".types input[type=checkbox]"), some = boxes.some(function (b) { return !b.checked; });
    url.searchParams.delete("marks"); url.searchParams.delete("show");
    if (some) { url.searchParams.set("marks", "1"); boxes.forEach(function (b) { if (b.checked) url.searchParams.append("show", b.value); }); }
    history.replaceState(history.state, "", url.href);
  }); });
  $$(".facts > li[data-s]").forEach(function (li) {
    var s = function () { return document.getElementById(li.dataset.s); };
    var on = function () { s().classList.add("hot"); li.classList.add("hot"); }, off = function () { s().classList.remove("hot"); li.classList.remove("hot"); };
    li.addEventListener("mouseenter", on); li.addEventListener("mouseleave", off); li.addEventListener("focusin", on); li.addEventListener("focusout", off);
  });
  if (art && /^#s\d+$/.test(location.hash) && $(location.hash)) $(location.hash).classList.add("hot");

  /* 名称页的关系图：展开、收起只换图；地址随之变，后退即撤销，前进即重做 */
  var ego = document.getElementById("ego");
  if (ego && window.fetch && history.pushState) {
    var egoWalk = function (focusOn) {
      var all = $$("svg.ego a", ego);
      var stop = function (a) { all.forEach(function (x) { x.setAttribute("tabindex", x === a ? "0" : "-1"); }); };
      all.forEach(function (a) {
        a.addEventListener("focus", function () { stop(a); });
        a.addEventListener("keydown", function (ev) {
          var d = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[ev.key];
          if (ev.key === " " && a.dataset.id) {
            var h = all.filter(function (x) { return x.dataset.of === a.dataset.id; })[0];
            if (h) { ev.preventDefault(); egoGo(h.getAttribute("href"), a.dataset.id, true); }
            return;
          }
          if (!d) return;
          ev.preventDefault();
          var r = a.getBoundingClientRect(), best = null, bd = Infinity;
          all.forEach(function (m) {
            if (m === a || m.classList.contains("h")) return;
            var b = m.getBoundingClientRect(), dx = b.left + b.width / 2 - r.left - r.width / 2, dy = b.top + b.height / 2 - r.top - r.height / 2;
            var along = dx * d[0] + dy * d[1], off = Math.abs(dx * d[1]) + Math.abs(dy * d[0]);
            if (along > 8 && along + 2.5 * off < bd) { bd = along + 2.5 * off; best = m; }
          });
          if (best) best.focus();
        });
      });
      var to = all.filter(function (a) { return focusOn && a.dataset.id === focusOn; })[0];
      stop(to || $("svg.ego a.self", ego));
      if (to) to.focus({ preventScroll: true });
    };
    var egoTurn = 0;
    var egoGo = function (href, focusOn, push) {
      var turn = ++egoTurn, url = new URL(href, location.href);
      ego.setAttribute("aria-busy", "true");
      fetch(url.pathname.replace("/entities/", "/ego/") + url.search, { headers: { Accept: "text/html" } }).then(function (r) {
        if (!r.ok) throw new Error(String(r.status));
        return r.text();
      }).then(function (html) {
        if (turn !== egoTurn) return;
        ego.innerHTML = html;
        ego.removeAttribute("aria-busy");
        if (push) { history.pushState({ ego: true }, "", url.pathname + url.search + "#eg"); egoPage = url.pathname + url.search; }
        egoWalk(focusOn);
      }).catch(function () { if (turn === egoTurn) location.assign(url.href); });
    };
    ego.addEventListener("click", function (ev) {
      var a = ev.target.closest ? ev.target.closest("a[data-ego]") : null;
      if (!a || ev.ctrlKey || ev.metaKey || ev.shiftKey || ev.button) return;
      ev.preventDefault();
      egoGo(a.getAttribute("href"), a.dataset.of, true);
    });
    var egoPage = location.pathname + location.search;
    window.addEventListener("popstate", function () {
      var here = location.pathname + location.search;
      if (here !== egoPage) egoGo(location.href, null, false);
      egoPage = here;
    });
    egoWalk(null);
  }
})();
