from django.urls import path

from .views import result, trying, walk

urlpatterns = [
    path("", walk.start, name="quiz"),
    path("question/", walk.current_question, name="current-question"),
    path("question/<int:number>/", walk.question, name="question"),
    path("answers/", walk.check_answers, name="check-answers"),
    path("closing/", walk.closing, name="closing"),
    path("try/<int:number>/", trying.try_edition, name="try-edition"),
    path("try/leave/", trying.leave, name="leave-trial"),
    path("result/<str:token>/", result.result_page, name="result"),
    path("result/<str:token>/share/", result.share, name="share-result"),
    path("result/<str:token>/revoke/", result.revoke, name="revoke-share"),
    path("result/<str:token>/keep/", result.keep, name="keep-result"),
    path("result/<str:token>/change/", result.change, name="change-answers"),
    path("result/<str:token>/change-instead/", result.change_instead, name="change-instead"),
    path("result/<str:token>/delete/", result.delete, name="delete-result"),
    path("result/<str:token>/result.json", result.as_json, name="result-json"),
    path("result/<str:token>/record.md", result.record, name="result-record"),
    path("result/<str:token>/review.ics", result.review, name="result-review"),
    path("deleted/", result.deleted, name="result-deleted"),
    path("shared/<str:token>/", result.shared, name="shared-result"),
]
