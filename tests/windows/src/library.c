/* The start of a library that has nothing to do when it is loaded: python3.dll only forwards. */
int DllMainCRTStartup(void *instance, unsigned reason, void *reserved) {
    return 1;
}
