"""What goes wrong, what is answered then and how soon, and the test that proves it. Pure."""

from __future__ import annotations

from typing import NamedTuple


class FaultAnswer(NamedTuple):
    """A fault, the answer to it, in what time that comes, and the test: its file below ``tests/`` and its name."""

    fault: str
    answer: str
    time: str
    file: str
    test: str


OF_DATABASE = "compare/web/test_database_faults.py"
BROKEN = "compare/answers/test_broken.py"
COPIES = "kb/keeping/test_copies.py"
RESTORE = "compare/test_restore.py"
UNAVAILABLE = "503, Retry-After, the name of the request; on files application/problem+json"

FAULTS = (
    FaultAnswer(
        "The database is busy: somebody else writes",
        "503, to ask again in 2 seconds",
        "after 4 seconds of waiting",
        OF_DATABASE,
        "test_a_base_that_another_one_writes_is_busy",
    ),
    FaultAnswer(
        "… while a page is asked for",
        UNAVAILABLE,
        "at once",
        BROKEN,
        "test_a_page_says_what_is_wrong_and_when_to_ask_again",
    ),
    FaultAnswer(
        "… while a file is asked for",
        UNAVAILABLE,
        "at once",
        BROKEN,
        "test_a_face_says_it_as_a_problem",
    ),
    FaultAnswer(
        "… while an editor saves",
        "503 with all that was typed, to be sent again",
        "after 4 seconds of waiting",
        BROKEN,
        "test_what_was_typed_comes_back_to_be_sent_again",
    ),
    FaultAnswer(
        "The database does not answer, or its file has gone",
        "503, to ask again in 30 seconds; no empty base is made",
        "2 seconds at most for a connection",
        OF_DATABASE,
        "test_a_base_that_is_not_there_is_gone_and_is_not_made",
    ),
    FaultAnswer(
        "The database takes a question and stays silent",
        "/healthz and /readyz are 503",
        "after 3 seconds",
        "compare/web/test_deadlines.py",
        "test_a_probe_does_not_wait_for_a_silent_database",
    ),
    FaultAnswer(
        "The database may only be read",
        "reading goes on; saving is 503",
        "at once",
        OF_DATABASE,
        "test_a_base_that_may_not_be_written",
    ),
    FaultAnswer(
        "Its disk is full",
        "reading goes on; saving is 503",
        "at once",
        OF_DATABASE,
        "test_a_base_without_room",
    ),
    FaultAnswer("Its file is damaged", "503", "at once", OF_DATABASE, "test_a_base_that_is_no_base"),
    FaultAnswer(
        "A migration was not applied",
        "503; /healthz names it",
        "at once",
        OF_DATABASE,
        "test_a_base_without_a_table",
    ),
    FaultAnswer(
        "Stored rows are of another version",
        "pages write what they show; /readyz is 503",
        "at once",
        BROKEN,
        "test_a_site_with_rows_of_another_version_is_not_ready",
    ),
    FaultAnswer(
        "An error of ours",
        "500 that needs no database, logged with the name of the request",
        "at once",
        BROKEN,
        "test_an_error_of_ours_is_a_500",
    ),
    FaultAnswer(
        "The cache of pages has gone",
        "pages are made anew, and the log says so",
        "at once",
        "compare/web/test_page_cache.py",
        "test_a_cache_that_is_gone_costs_no_answer",
    ),
    FaultAnswer(
        "Somebody tries passwords",
        "429 from that address for 15 minutes, also for the right one; nobody is shut out elsewhere",
        "from the fifth wrong one on",
        "compare/pages/test_sign_in.py",
        "test_after_forty_wrong_passwords_the_right_one_is_refused",
    ),
    FaultAnswer(
        "A body that is too large",
        "413, unread",
        "before a byte of it",
        "served/test_served.py",
        "test_a_huge_body_is_refused_unread",
    ),
    FaultAnswer(
        "A reader who takes a file too slowly",
        "the connection is cut, and the file has no end",
        "after STREAM_SECONDS",
        "served/test_streams.py",
        "test_a_reader_that_is_too_slow_is_cut_off_and_holds_no_state",
    ),
    FaultAnswer(
        "A file that fails half-way",
        "no end, so that nobody takes it for whole",
        "at once",
        "served/test_streams.py",
        "test_a_stream_that_fails_has_no_end",
    ),
    FaultAnswer(
        "A reader who has gone",
        "nothing more is read for them",
        "at the next piece",
        "served/test_streams.py",
        "test_nothing_is_read_any_more_for_a_reader_that_has_gone",
    ),
    FaultAnswer(
        "Two people save one row",
        "the second sees both versions and chooses",
        "at once",
        "kb/admin/base/test_conflicts.py",
        "test_the_second_to_save_sees_both_versions",
    ),
    FaultAnswer(
        "An import is killed",
        "nothing of it is there; the same file can be imported",
        "",
        "kb/importing/test_killed.py",
        "test_a_killed_import_leaves_the_base_as_it_was",
    ),
    FaultAnswer(
        "The disk is full during a backup",
        "one sentence, and no half file",
        "",
        COPIES,
        "test_where_the_disk_is_full_one_sentence_says_so_and_nothing_is_left",
    ),
    FaultAnswer(
        "Somebody writes during a backup",
        "it is of one state",
        "",
        COPIES,
        "test_a_backup_is_of_one_state_while_somebody_writes",
    ),
    FaultAnswer(
        "A backup is damaged or not sound",
        "restore refuses it and names the faults; nothing has changed",
        "",
        RESTORE,
        "test_a_backup_that_is_not_sound_is_refused_with_its_faults",
    ),
    FaultAnswer(
        "The base is in use during a restore",
        "refused; nothing has changed",
        "",
        RESTORE,
        "test_nothing_is_put_in_the_place_of_a_base_that_somebody_has_open",
    ),
    FaultAnswer(
        "A row breaks a rule, or a cell is not what its claims give",
        "check_base names it, exit code 1",
        "",
        "kb/keeping/test_derived_faults.py",
        "test_each_fault_is_a_line_and_the_command_fails",
    ),
    FaultAnswer(
        "check_links runs without a network",
        "nothing is recorded",
        "",
        "kb/test_check_links.py",
        "test_without_a_network_nothing_is_recorded",
    ),
)
