/* Stands in for Windows' icuuc.dll, which wine 8 lacks and Qt6Core links: every converter fails to open (ICU's error 2). */
#define EXPORT __declspec(dllexport)
typedef int Error;

static void *missing(Error *error) {
    if (error)
        *error = 2; /* U_MISSING_RESOURCE_ERROR */
    return 0;
}

EXPORT void *ucnv_open(const char *name, Error *error) { return missing(error); }
EXPORT const char *ucnv_getName(void *converter, Error *error) { return missing(error); }
EXPORT const char *ucnv_getStandardName(const char *name, const char *standard, Error *error) { return missing(error); }
EXPORT const char *ucnv_getAvailableName(int index) { return 0; }
EXPORT int ucnv_countAvailable(void) { return 0; }
EXPORT int ucnv_compareNames(const char *one, const char *other) { return 1; }
EXPORT signed char ucnv_getMaxCharSize(void *converter) { return 1; }
EXPORT int ucnv_toUCountPending(void *converter, Error *error) { return 0; }
EXPORT int ucnv_fromUCountPending(void *converter, Error *error) { return 0; }
EXPORT const char *u_errorName(Error error) { return "U_MISSING_RESOURCE_ERROR"; }
EXPORT void ucnv_close(void *converter) {}
EXPORT void ucnv_reset(void *converter) {}
EXPORT void ucnv_getToUCallBack(void *converter, void **action, const void **context) {}
EXPORT void ucnv_getFromUCallBack(void *converter, void **action, const void **context) {}
EXPORT void UCNV_FROM_U_CALLBACK_SUBSTITUTE(void) {}
EXPORT void UCNV_TO_U_CALLBACK_SUBSTITUTE(void) {}
EXPORT void ucnv_setToUCallBack(void) {}
EXPORT void ucnv_setFromUCallBack(void) {}
EXPORT void ucnv_cbToUWriteUChars(void) {}
EXPORT void ucnv_cbFromUWriteUChars(void) {}
EXPORT void ucnv_toUnicode(void) {}
EXPORT void ucnv_fromUnicode(void) {}
int DllMainCRTStartup(void *instance, unsigned reason, void *reserved) { return 1; }
