/* Stands in for bcryptprimitives.dll, which wine 8 lacks and Rust's libraries link: random bytes from RtlGenRandom. */
unsigned char SystemFunction036(void *buffer, unsigned long size);

__declspec(dllexport) int ProcessPrng(unsigned char *buffer, unsigned long long size) {
    const unsigned long long most = 0x40000000;
    while (size > 0) {
        unsigned long part = (unsigned long)(size < most ? size : most);
        if (!SystemFunction036(buffer, part))
            return 0;
        buffer += part;
        size -= part;
    }
    return 1;
}

int DllMainCRTStartup(void *instance, unsigned reason, void *reserved) { return 1; }
