class _Pass:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)


class LanguageMiddleware(_Pass):
    pass


class SessionAgeMiddleware(_Pass):
    pass


class LanguageSwitchMiddleware(_Pass):
    pass
