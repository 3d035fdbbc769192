"""Names and sentences, made of numbers or of a random generator; nothing here draws on the machine or the day."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

FRAMEWORKS = (
    "Actix Web", "Django", "Express", "FastAPI", "Flask", "Gin", "Ktor", "Laravel", "NestJS", "Phoenix", "Play",
    "Rails", "Sinatra", "Spring Boot", "Symfony", "Tornado", "Vapor",
)  # fmt: skip
QUALITIES = (
    "Async", "Automatic", "Background", "Batched", "Binary", "Cached", "Central", "Chunked", "Compiled", "Conditional",
    "Declarative", "Deferred", "Dynamic", "Embedded", "Encrypted", "Explicit", "Extensible", "Federated", "Generated",
    "Implicit", "Incremental", "Inherited", "Isolated", "Layered", "Lazy", "Managed", "Modular", "Nested", "Optional",
    "Parallel", "Partial", "Persistent", "Reactive", "Reusable", "Secure", "Shared", "Signed", "Static", "Streaming",
    "Typed",
)  # fmt: skip
THINGS = (
    "adapter", "admin", "asset", "authentication", "cache", "channel", "client", "command", "component",
    "configuration", "connection", "container", "context", "cookie", "database", "dependency", "deployment", "document",
    "error", "event",
    "field", "file", "filter", "form", "handler", "header", "job", "layout", "locale", "log", "message", "middleware",
    "migration", "model", "module", "permission", "plugin", "query", "queue", "request", "response", "route", "schema",
    "serializer", "session", "signal", "socket", "task", "template", "upload",
)  # fmt: skip
SIDES = (
    "support", "reload", "testing", "tracing", "validation", "versioning", "throttling", "inspection", "discovery",
    "pooling", "rendering", "caching", "rotation", "signing", "isolation", "recovery", "scheduling", "mapping",
    "composition", "escaping", "limits", "defaults", "hooks", "metrics", "tooling",
)  # fmt: skip
TALK = (
    "the", "a", "with", "and", "for", "in", "projects", "teams", "that", "it", "out of the box", "applications",
    "developers", "production", "which", "large", "small", "simple", "through", "an extension", "by default", "often",
    "code", "needs", "documentation", "community", "performance", "easy", "security", "startup", "enterprise",
    "boilerplate", "convention", "flexibility", "maintenance", "scalability", "prototype", "legacy", "monolith",
    "microservices", "benchmark", "latency", "throughput", "onboarding", "ecosystem", "upgrade", "release", "roadmap",
)  # fmt: skip
TALK_WEIGHTS = tuple(1 / (rank + 2) for rank in range(len(TALK)))
STARTS = (
    "Ada", "Bel", "Cor", "Dyn", "Eco", "Fin", "Gal", "Hel", "Ino", "Jun", "Kor", "Lum", "Med", "Nor", "Oma", "Pax",
    "Quo", "Ras", "Sol", "Tel", "Umi", "Ver", "Wes", "Xen", "Yar", "Zen", "Alt", "Bri", "Cly", "Dro",
)  # fmt: skip
ENDS = (
    "bank", "beam", "cart", "care", "dash", "desk", "flow", "food", "gear", "grid", "hub", "kit", "lab", "line", "loop",
    "mart", "mind", "net", "pay", "port", "post", "ride", "shop", "soft", "space", "stack", "stay", "tech", "track",
    "works",
)  # fmt: skip
FORMS = (
    "",
    " Group",
    " Labs",
    " Media",
    " Health",
    " Travel",
    " Systems",
    " Games",
    " Energy",
    " Foods",
    " Air",
    " One",
)
INDUSTRIES = ("", "consulting", "education", "fintech", "games", "health", "logistics", "media", "retail", "travel")
TOPICS = (
    "review",
    "guide",
    "comparison",
    "survey",
    "benchmark",
    "handbook",
    "notes",
    "interview",
    "report",
    "overview",
)


def slug_of(name: str) -> str:
    return name.lower().replace(" ", "-")


def aspect_name(number: int) -> str:
    """A name of its own for each of the first 50,000 numbers, neighbours unlike each other."""
    kinds = len(QUALITIES) * len(THINGS) * len(SIDES)
    place = number * 7_919 % kinds  # a prime that divides no length: every place is met once
    quality, rest = QUALITIES[place % len(QUALITIES)], place // len(QUALITIES)
    name = f"{quality} {THINGS[rest % len(THINGS)]} {SIDES[rest // len(THINGS)]}"
    return name if number < kinds else f"{name} {number // kinds + 1}"


def company_name(number: int) -> str:
    """A name of its own for each of the first 10,800 numbers."""
    kinds = len(STARTS) * len(ENDS) * len(FORMS)
    place = number * 7_919 % kinds
    start, rest = STARTS[place % len(STARTS)], place // len(STARTS)
    name = f"{start}{ENDS[rest % len(ENDS)]}{FORMS[rest // len(ENDS)]}"
    return name if number < kinds else f"{name} {number // kinds + 1}"


def talk(rng: Random, least: int, most: int) -> str:
    """Some words as people write them, the common ones often."""
    return " ".join(rng.choices(TALK, TALK_WEIGHTS, k=rng.randint(least, most)))


def skewed(rng: Random, weights: Sequence[int]) -> int:
    """1 for the first weight, 2 for the second …"""
    return rng.choices(range(1, len(weights) + 1), weights)[0]
