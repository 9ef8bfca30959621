"""Pages of actionplans."""

app_name = "actionplans"
urlpatterns = []
