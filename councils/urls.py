"""Pages of councils."""

app_name = "councils"
urlpatterns = []
