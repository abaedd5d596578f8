from django.urls import path

from . import views
from .feeds import VerdictFeed

urlpatterns = [
    path("comparisons/", views.comparison_list, name="comparisons"),
    path("comparisons/<slug:slug>/", views.comparison_page, name="comparison"),
    path("comparisons/<slug:slug>/disagree/", views.disagree, name="disagree"),
    path("comparisons/<slug:slug>/disagree/thanks/", views.disagreed, name="disagreed"),
    path("comparisons/<slug:slug>/card.png", views.share_image, name="share-image"),
    path("roles/", views.role_list, name="roles"),
    path("roles/<slug:slug>/", views.role_page, name="role"),
    path("skills/<slug:slug>/", views.skill_page, name="skill"),
    path("guides/", views.guide_list, name="guides"),
    path("guides/<slug:slug>/", views.guide_page, name="guide"),
    path("feed.xml", views.reading_page(VerdictFeed()), name="feed"),
]
