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

  /* 抽屉 */
  var drawers = $$(".drawer");
  if (drawers.length) {
    var opener = null;
    var open = function (id, move) {
      var d = document.getElementById("d-" + id); if (!d) return;
      drawers.forEach(function (x) { x.classList.toggle("open", x === d); });
      $$("[data-id]").forEach(function (x) { x.classList.toggle("sel", x.dataset.id === id); });
      document.body.classList.add("drawer-on");
      var box = $(".drawers"); box.scrollTop = 0;
      modal(true);
      if (move) d.focus({ preventScroll: true });
    };
    /* 窄屏时抽屉盖住其余内容,其余不可聚焦 */
    var modal = function (on) {
      $$(".top, .foot, .qbar, .answer, .jump, .two > div, .skip").forEach(function (x) { x.inert = on && matchMedia("(max-width: 1279px)").matches; });
    };
    var shut = function () { document.body.classList.remove("drawer-on"); modal(false); if (opener) opener.focus(); };
    document.addEventListener("click", function (ev) {
      var a = ev.target.closest ? ev.target.closest('a[href^="#d-"]') : null;
      if (a) { ev.preventDefault(); opener = a; var id = a.getAttribute("href").slice(3); open(id, true); history.replaceState(null, "", "#d-" + id); return; }
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

  /* 筛选:同组为「或」,两组为「且」 */
  var chips = $$("[data-fs],[data-fa]");
  chips.forEach(function (c) {
    c.addEventListener("click", function () {
      c.setAttribute("aria-pressed", c.getAttribute("aria-pressed") === "true" ? "false" : "true");
      var on = function (k) { return chips.filter(function (x) { return x.dataset[k] && x.getAttribute("aria-pressed") === "true"; }).map(function (x) { return x.dataset[k]; }); };
      var fs = on("fs"), fa = on("fa");
      $$("a.node[data-id],a.nodec[data-id]").forEach(function (n) {
        n.classList.toggle("off", (fs.length && fs.indexOf(n.dataset.s) < 0) || (fa.length && fa.indexOf(n.dataset.a) < 0) ? true : false);
      });
      $$("#rank tbody tr").forEach(function (tr) { tr.hidden = !!((fs.length && fs.indexOf(tr.dataset.s) < 0) || (fa.length && fa.indexOf(tr.dataset.a) < 0)); });
      var t = $("#rank"); if (t && (fs.length || fa.length)) t.classList.add("all");
    });
  });
  $$("[data-more]").forEach(function (b) { b.addEventListener("click", function () { var t = document.getElementById(b.dataset.more); t.classList.add("all"); b.setAttribute("aria-expanded", "true"); b.hidden = true; }); });

  /* 选了就换,不必再按一下 */
  $$("select[data-submit]").forEach(function (s) { s.addEventListener("change", function () { s.form.submit(); }); });

  /* 文档页:类型开关;事实 ↔ 句子 */
  var art = $(".art");
  $$(".types input").forEach(function (i) { i.addEventListener("change", function () { art.classList.toggle("hide-" + i.value, !i.checked); }); });
  $$(".facts > li[data-s]").forEach(function (li) {
    var s = function () { return document.getElementById(li.dataset.s); };
    var on = function () { s().classList.add("hot"); li.classList.add("hot"); }, off = function () { s().classList.remove("hot"); li.classList.remove("hot"); };
    li.addEventListener("mouseenter", on); li.addEventListener("mouseleave", off); li.addEventListener("focusin", on); li.addEventListener("focusout", off);
  });
  if (art && /^#s\d+$/.test(location.hash) && $(location.hash)) $(location.hash).classList.add("hot");
})();
