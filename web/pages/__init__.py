"""The pages, a module a family: its name here registers it, its line below puts it into the navigation."""

PAGES = (
    "start", "gaps", "matrix", "compare", "coverage", "status",
    "entities", "documents", "paths", "export", "report", "review", "signin", "api", "health",
)  # fmt: skip

# endpoint, Chinese word (the templates translate it); the path of a page that is not there is not shown
NAVIGATION = (
    ("start.page", "提问"), ("gaps.page", "缺环"), ("matrix.page", "矩阵"), ("compare.page", "比较"),
    ("entities.find", "名录"), ("paths.page", "路径"), ("documents.recent", "资料"), ("coverage.page", "覆盖"),
    ("export.page", "导出"), ("review.page", "校订"), ("status.page", "状态"), ("api.docs", "API"),
)  # fmt: skip
