/* Sizes and offsets of Windows' structures, as numbers in a section of their own (see layouts.py). */
#define WIN32_LEAN_AND_MEAN
#define _WIN32_WINNT 0x0A00
#define NTDDI_VERSION 0x0A000000
#include <stddef.h>
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include <winternl.h>
#include <winioctl.h>
#include <nvme.h>
#include <shellapi.h>
#include <iphlpapi.h>
#include <netioapi.h>
#include <icmpapi.h>
#include <ras.h>
#include <wlanapi.h>
/* Both headers declare these; they go under other names in this one, of which only the options are wanted. */
#define INTERNET_SCHEME WININET_INTERNET_SCHEME
#define LPINTERNET_SCHEME WININET_LPINTERNET_SCHEME
#define HTTP_VERSION_INFO WININET_HTTP_VERSION_INFO
#define LPHTTP_VERSION_INFO WININET_LPHTTP_VERSION_INFO
#define URL_COMPONENTSA WININET_URL_COMPONENTSA
#define LPURL_COMPONENTSA WININET_LPURL_COMPONENTSA
#define URL_COMPONENTSW WININET_URL_COMPONENTSW
#define LPURL_COMPONENTSW WININET_LPURL_COMPONENTSW
#define URL_COMPONENTS WININET_URL_COMPONENTS
#define LPURL_COMPONENTS WININET_LPURL_COMPONENTS
#define INTERNET_PORT WININET_INTERNET_PORT
#define LPINTERNET_PORT WININET_LPINTERNET_PORT
#define HINTERNET WININET_HINTERNET
#define LPHINTERNET WININET_LPHINTERNET
#include <wininet.h>
#undef INTERNET_SCHEME
#undef LPINTERNET_SCHEME
#undef HTTP_VERSION_INFO
#undef LPHTTP_VERSION_INFO
#undef URL_COMPONENTSA
#undef LPURL_COMPONENTSA
#undef URL_COMPONENTSW
#undef LPURL_COMPONENTSW
#undef URL_COMPONENTS
#undef LPURL_COMPONENTS
#undef INTERNET_PORT
#undef LPINTERNET_PORT
#undef HINTERNET
#undef LPHINTERNET
#include <winhttp.h>

/* The SDK packs this one (ipexport.h includes packon.h before it); mingw-w64's header leaves that out. */
#pragma pack(push, 1)
typedef struct {
    USHORT sin6_port;
    ULONG sin6_flowinfo;
    USHORT sin6_addr[8];
    ULONG sin6_scope_id;
} SDK_IPV6_ADDRESS_EX;
#pragma pack(pop)

typedef struct {
    SDK_IPV6_ADDRESS_EX Address;
    ULONG Status;
    unsigned int RoundTripTime;
} SDK_ICMPV6_ECHO_REPLY;

/* Not in mingw-w64's headers; as winioctl.h of the SDK has them. */
typedef struct {
    WORD Index;
    SHORT Temperature, OverThreshold, UnderThreshold;
    BOOLEAN OverThresholdChangable, UnderThresholdChangable, EventGenerated;
    BYTE Reserved0;
    DWORD Reserved1;
} SDK_STORAGE_TEMPERATURE_INFO;

typedef struct {
    DWORD Version, Size;
    SHORT CriticalTemperature, WarningTemperature;
    WORD InfoCount;
    BYTE Reserved0[2];
    DWORD Reserved1[2];
    SDK_STORAGE_TEMPERATURE_INFO TemperatureInfo[1];
} SDK_STORAGE_TEMPERATURE_DATA_DESCRIPTOR;

__attribute__((section(".layouts"), used)) const unsigned int numbers[] = {
    NUMBERS
};
