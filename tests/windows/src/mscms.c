/* Stands in for mscms.dll: wine 8 has no WcsCreateIccProfile, which Qt6Gui links. Null is "no colour profile". */
#define EXPORT __declspec(dllexport)

EXPORT void *WcsCreateIccProfile(void *profile, unsigned options) { return 0; }
EXPORT void *OpenColorProfileW(void *profile, unsigned access, unsigned sharing, unsigned creation) { return 0; }
EXPORT void *OpenColorProfileA(void *profile, unsigned access, unsigned sharing, unsigned creation) { return 0; }
EXPORT int CloseColorProfile(void *profile) { return 1; }
EXPORT int GetColorProfileFromHandle(void *handle, void *buffer, unsigned *size) { return 0; }
EXPORT int GetColorDirectoryW(void *machine, void *buffer, void *size) { return 0; }
EXPORT int WcsGetDefaultColorProfile(void) { return 0; }
EXPORT int WcsGetDefaultColorProfileSize(void) { return 0; }
int DllMainCRTStartup(void *instance, unsigned reason, void *reserved) { return 1; }
