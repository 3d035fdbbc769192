"""The pages of the site in the shipped base: what looks at every page takes them from here.

An address of every page template.
"""

PAGES = {
    "home": "/",
    "pick frameworks": "/compare/",
    "comparison": "/compare/flask-vs-django/?group=databases&group=security",
    "wide comparison": "/compare/flask-vs-django-vs-express-vs-fastapi-vs-nestjs/?state=contested",
    "turned comparison": "/compare/flask-vs-django/?transpose=1&state=contested",
    "empty comparison": "/compare/flask-vs-django/?q=nothing+has+these+words",
    "chooser": "/choose/",
    "chosen": "/choose/?must=rest-api&must=many-built-ins&nice=machine-learning&nice=admin-panel",
    "frameworks": "/frameworks/",
    "framework": "/frameworks/fastapi/",
    "aspects": "/aspects/",
    "aspect": "/aspects/learning-curve/",
    "temporal aspect": "/aspects/github-stars/",
    "companies": "/companies/",
    "company": "/companies/pinterest/",
    "sources": "/sources/",
    "source": "/sources/hirist-2024/?group=security",
    "claims": "/claims/?framework=fastapi",
    "claim": "/claims/hirist-2024-flask-used-in-production-1/",
    "contested cell": "/cells/flask/sqlalchemy-need/",
    "copied cell": "/cells/flask/used-in-production/netflix/",
    "empty cell": "/cells/react/learning-curve/",
    "disagreements": "/disagreements/",
    "quality": "/quality/",
    "changes": "/changes/?framework=express",
    "about": "/about/",
    "method": "/about/method/",
    "deployment": "/about/deploy/",
    "reference": "/reference/",
    "objection": "/objections/?about=/cells/flask/builtin-orm/",
    "objection received": "/objections/?received=1",
    "search": "/search/?q=rest",
    "empty search": "/search/?q=zzzzqqqq",
    "panel": "/filters/compare/flask-vs-django/?state=contested",
    "panel that found": "/filters/claims/?find_aspect=data&framework=flask",
    "bad filter": "/compare/flask-vs-django/?state=x&min_roots=many",
    "no such thing": "/frameworks/flsk/",
}
STATUS = {"bad filter": 400, "no such thing": 404}  # of the others: 200

# The same with and without filters, and whole where the list above has a part.
FILTERED = {
    f"filtered {name}": f"{PAGES[name]}?state=contested"
    for name in (
        "pick frameworks",
        "frameworks",
        "framework",
        "aspects",
        "aspect",
        "companies",
        "company",
        "sources",
        "disagreements",
        "quality",
    )
}
WHOLE = {
    f"whole {name}": PAGES[name].partition("?")[0]
    for name in ("comparison", "source", "claims", "changes", "search", "panel")
} | {"longest framework": "/frameworks/flask/"}
