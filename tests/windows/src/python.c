/* python.exe of the laboratory: CPython's own main program, with the manifest of python.rc. */
#include <stdio.h>
#include <windows.h>

int wmain(int count, wchar_t **arguments) {
    HMODULE library = LoadLibraryW(L"python311.dll");
    int (*run)(int, wchar_t **);
    if (library == NULL) {
        fprintf(stderr, "python311.dll cannot be loaded: error %lu\n", GetLastError());
        return 99;
    }
    run = (int (*)(int, wchar_t **))(void *)GetProcAddress(library, "Py_Main");
    return run(count, arguments);
}
