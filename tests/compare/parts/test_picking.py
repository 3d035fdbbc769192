from compare.parts.picking import MAIN_FROM, pick
from kb.evidence.records import FrameworkRecord


def rows(*claims: int) -> list[tuple[FrameworkRecord, int]]:
    return [(FrameworkRecord(f"f{place}", f"F{place}", (), "", ""), number) for place, number in enumerate(claims)]


def test_frameworks_with_few_claims_stand_apart() -> None:
    frameworks = rows(90, MAIN_FROM, MAIN_FROM - 1)
    assert (pick(frameworks).main, pick(frameworks).apart) == (frameworks[:2], frameworks[2:])


def test_where_fewer_than_two_are_main_all_stand_together() -> None:
    frameworks = rows(90, 1)
    assert pick(frameworks).apart == []


def test_a_part_says_that_there_are_more() -> None:
    part = pick(rows(90, 80, 70, 1)).first(2)
    assert (len(part.main), len(part.apart), part.is_part, part.number) == (2, 0, True, 4)
