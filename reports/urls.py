"""Pages of reports."""

from django.urls import path

from .views import (
    behalf,
    board,
    comments,
    council_reports,
    decisions,
    editions,
    instructions,
    narrative,
    national_reports,
    report_texts,
    sealed_events,
    self_checks,
    signing,
    workbooks,
    years,
)

app_name = "reports"

_REPORT = "councils/<str:code>/reports/<str:label>/"
_NATIONAL = "national/<str:label>/"
_INSTRUCTION = "instructions/<int:year>/<int:serial>/"

urlpatterns = [
    path("councils/<str:code>/reports/", council_reports.report_list, name="report-list"),
    path(_REPORT, council_reports.report_detail, name="report-detail"),
    path(_REPORT + "items/<int:pk>/", report_texts.report_item, name="report-item"),
    path(_REPORT + "items/<int:pk>/twice/", report_texts.report_adjustment, name="report-adjustment"),
    path(
        _REPORT + "items/<int:pk>/twice/withdraw/",
        report_texts.report_adjustment_withdraw,
        name="report-adjustment-withdraw",
    ),
    path(_REPORT + "problems/add/", report_texts.report_problem, name="report-problem-add"),
    path(_REPORT + "problems/<int:pk>/", report_texts.report_problem, name="report-problem"),
    path(_REPORT + "problems/<int:pk>/remove/", report_texts.report_problem_remove, name="report-problem-remove"),
    path(_REPORT + "answers/", report_texts.report_answers, name="report-answers"),
    path(_REPORT + "opinions/add/", report_texts.report_opinion_add, name="report-opinion-add"),
    path(
        _REPORT + "opinions/<int:pk>/withdraw/", report_texts.report_opinion_withdraw, name="report-opinion-withdraw"
    ),
    path(_REPORT + "opinions/<int:pk>/file/", report_texts.report_opinion_file, name="report-opinion-file"),
    path(_REPORT + "comments/", comments.report_comments, name="report-comments"),
    path(_REPORT + "comments/<int:pk>/settle/", comments.report_comment_settle, name="report-comment-settle"),
    path(_REPORT + "confirm/", report_texts.report_confirm, name="report-confirm"),
    path(_REPORT + "no-events/", report_texts.report_no_events, name="report-no-events"),
    path(_REPORT + "prepare/", council_reports.report_prepare, name="report-prepare"),
    path(_REPORT + "sign/", signing.report_sign, name="report-sign"),
    path(_REPORT + "hand-back/", signing.report_hand_back, name="report-hand-back"),
    path(_REPORT + "submit-paper/", signing.report_submit_paper, name="report-submit-paper"),
    path(_REPORT + "recall/", signing.report_recall, name="report-recall"),
    path(_REPORT + "on-behalf/", behalf.report_on_behalf, name="report-on-behalf"),
    path(_REPORT + "take-over/", behalf.report_take_over, name="report-take-over"),
    path(_REPORT + "on-behalf/<int:pk>/letter/", behalf.behalf_letter, name="behalf-letter"),
    path(_REPORT + "steps/<int:number>/scan/", signing.step_scan, name="step-scan"),
    path(_REPORT + "accept/", decisions.report_accept, name="report-accept"),
    path(_REPORT + "return/", decisions.report_return, name="report-return"),
    path(_REPORT + "reopen/", decisions.report_reopen, name="report-reopen"),
    path(_REPORT + "extend/", decisions.report_extend, name="report-extend"),
    path("editions/<int:pk>/", editions.edition_detail, name="edition-detail"),
    path("editions/<int:pk>/json/", editions.edition_json, name="edition-json"),
    path("councils/<str:code>/reports/years/<str:span>/", years.council_year_detail, name="council-year"),
    path("national/years/<str:span>/", years.national_year, name="national-year"),
    path("editions/<int:pk>/events/", sealed_events.edition_events, name="edition-events"),
    path("board/", board.board, name="board"),
    path("self-checks/", self_checks.self_check_list, name="self-checks"),
    path("national/", national_reports.national_list, name="national-list"),
    path(_NATIONAL, national_reports.national_detail, name="national-detail"),
    path(_NATIONAL + "consolidate/", national_reports.national_consolidate, name="national-consolidate"),
    path(_NATIONAL + "submit/", national_reports.national_submit, name="national-submit"),
    path(_NATIONAL + "acknowledge/", national_reports.national_acknowledge, name="national-acknowledge"),
    path(_NATIONAL + "return/", national_reports.national_return, name="national-return"),
    path(_NATIONAL + "instruct/", instructions.instruction_create, name="instruction-create"),
    path("instructions/", instructions.instruction_list, name="instruction-list"),
    path("councils/<str:code>/instructions/", instructions.council_instructions, name="council-instructions"),
    path(_INSTRUCTION, instructions.instruction_detail, name="instruction-detail"),
    path(_INSTRUCTION + "outcome/", instructions.instruction_outcome, name="instruction-outcome"),
    path(_INSTRUCTION + "confirm/", instructions.instruction_confirm, name="instruction-confirm"),
    path(_INSTRUCTION + "return/", instructions.instruction_return, name="instruction-return"),
    path(_INSTRUCTION + "withdraw/", instructions.instruction_withdraw, name="instruction-withdraw"),
    path(_INSTRUCTION + "steps/<int:step>/file/", instructions.instruction_file, name="instruction-file"),
    path(_NATIONAL + "narrative/", narrative.narrative_list, name="narrative-list"),
    path(_NATIONAL + "narrative/<str:measure>/", narrative.narrative_measure, name="narrative-measure"),
    path(_REPORT + "workbook/", workbooks.report_workbook, name="report-workbook"),
    path(_NATIONAL + "workbook/", workbooks.national_workbook, name="national-workbook"),
    path("editions/<int:pk>/workbook/", workbooks.edition_workbook, name="edition-workbook"),
    path("files/<int:pk>/", workbooks.edition_file, name="edition-file"),
    path("files/working/<int:pk>/", workbooks.working_file, name="working-file"),
]
