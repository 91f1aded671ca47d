"""How the compiler of Windows lays out the structures that this program hands to Windows, beside its own classes.

    python -m tests.windows.layouts        compile afresh, write tests/recorded/windows-layouts.json

A class of ``structures_*.py`` gets a row in ``STRUCTURES``: its C type, and the members that its fields stand for, in
order. mingw-w64's headers are the source (public domain); nothing of it is run, the numbers are read from the object.
"""

import ctypes
import json
import shutil
import struct
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from wizard.system.windows import structures_display as display
from wizard.system.windows import structures_drives as drives
from wizard.system.windows import structures_echo as echo
from wizard.system.windows import structures_elevation as elevation
from wizard.system.windows import structures_files as files
from wizard.system.windows import structures_network as network
from wizard.system.windows import structures_notifications as notifications
from wizard.system.windows import structures_processes as processes
from wizard.system.windows import structures_remote_access as remote_access
from wizard.system.windows import structures_web as web
from wizard.system.windows import structures_wifi as wifi

COMPILER, OBJCOPY = "x86_64-w64-mingw32-gcc", "x86_64-w64-mingw32-objcopy"
RECORDED = Path(__file__).parents[1] / "recorded" / "windows-layouts.json"
PREAMBLE = Path(__file__).with_name("layouts.c")


@dataclass(frozen=True)
class Structure:
    """A class and what it stands for. ``members`` go with its fields in order; not ``whole``: only its beginning."""

    kind: type[ctypes.Structure]
    c_type: str
    members: tuple[str, ...]
    whole: bool = True

    @property
    def layout(self) -> dict[str, int]:
        """Return the size of the class and the offsets of its fields, under their C names."""
        offsets = (getattr(self.kind, field[0]).offset for field in self.kind._fields_)
        size = {"sizeof": ctypes.sizeof(self.kind)} if self.whole else {}
        return {**size, **dict(zip(self.members, offsets, strict=True))}

    @property
    def expressions(self) -> dict[str, str]:
        """Return what the compiler is asked, under the same names."""
        size = {"sizeof": f"sizeof({self.c_type})"} if self.whole else {}
        return {**size, **{member: f"offsetof({self.c_type}, {member})" for member in self.members}}


def structure(kind: type[ctypes.Structure], c_type: str, members: str, *, whole: bool = True) -> Structure:
    return Structure(kind, c_type, tuple(members.split()), whole)


STRUCTURES = (
    structure(network.SocketAddress, "SOCKET_ADDRESS", "lpSockaddr iSockaddrLength"),
    structure(network.AddressEntry, "IP_ADAPTER_DNS_SERVER_ADDRESS_XP", "Alignment Next Address"),
    structure(
        network.UnicastAddress,
        "IP_ADAPTER_UNICAST_ADDRESS_LH",
        "Alignment Next Address PrefixOrigin SuffixOrigin DadState ValidLifetime PreferredLifetime LeaseLifetime "
        "OnLinkPrefixLength",
    ),
    structure(
        network.AdapterAddresses,
        "IP_ADAPTER_ADDRESSES_LH",
        "Length IfIndex Next AdapterName FirstUnicastAddress FirstAnycastAddress FirstMulticastAddress "
        "FirstDnsServerAddress DnsSuffix Description FriendlyName PhysicalAddress PhysicalAddressLength Flags Mtu "
        "IfType OperStatus Ipv6IfIndex ZoneIndices FirstPrefix TransmitLinkSpeed ReceiveLinkSpeed "
        "FirstWinsServerAddress FirstGatewayAddress Ipv4Metric Ipv6Metric Luid Dhcpv4Server CompartmentId NetworkGuid "
        "ConnectionType TunnelType Dhcpv6Server Dhcpv6ClientDuid Dhcpv6ClientDuidLength Dhcpv6Iaid FirstDnsSuffix",
    ),
    structure(
        network.InterfaceRow,
        "MIB_IF_ROW2",
        "InterfaceLuid InterfaceIndex InterfaceGuid Alias Description PhysicalAddressLength PhysicalAddress "
        "PermanentPhysicalAddress Mtu Type TunnelType MediaType PhysicalMediumType AccessType DirectionType "
        "InterfaceAndOperStatusFlags OperStatus AdminStatus MediaConnectState NetworkGuid ConnectionType "
        "TransmitLinkSpeed ReceiveLinkSpeed InOctets",
    ),
    structure(
        network.ForwardRow,
        "MIB_IPFORWARD_ROW2",
        "InterfaceLuid InterfaceIndex DestinationPrefix DestinationPrefix.PrefixLength NextHop SitePrefixLength "
        "ValidLifetime PreferredLifetime Metric Protocol Loopback AutoconfigureAddress Publish Immortal Age Origin",
    ),
    structure(network.ForwardTable, "MIB_IPFORWARD_TABLE2", "NumEntries Table"),
    structure(
        network.NeighbourRow,
        "MIB_IPNET_ROW2",
        "Address InterfaceIndex InterfaceLuid PhysicalAddress PhysicalAddressLength State Flags ReachabilityTime",
    ),
    structure(echo.EchoOptions, "IP_OPTION_INFORMATION", "Ttl Tos Flags OptionsSize OptionsData"),
    structure(echo.EchoReply4, "ICMP_ECHO_REPLY", "Address Status RoundTripTime DataSize Reserved Data Options"),
    structure(echo.EchoAddress6, "SDK_IPV6_ADDRESS_EX", "sin6_port sin6_flowinfo sin6_addr sin6_scope_id"),
    structure(echo.EchoReply6, "SDK_ICMPV6_ECHO_REPLY", "Address Status RoundTripTime"),
    structure(echo.SocketAddress6, "SOCKADDR_IN6", "sin6_family sin6_port sin6_flowinfo sin6_addr sin6_scope_id"),
    structure(wifi.NetworkName, "DOT11_SSID", "uSSIDLength ucSSID"),
    structure(wifi.WirelessInterface, "WLAN_INTERFACE_INFO", "InterfaceGuid strInterfaceDescription isState"),
    structure(wifi.WirelessInterfaces, "WLAN_INTERFACE_INFO_LIST", "dwNumberOfItems dwIndex"),
    structure(
        wifi.Association,
        "WLAN_ASSOCIATION_ATTRIBUTES",
        "dot11Ssid dot11BssType dot11Bssid dot11PhyType uDot11PhyIndex wlanSignalQuality ulRxRate ulTxRate",
    ),
    structure(
        wifi.Security,
        "WLAN_SECURITY_ATTRIBUTES",
        "bSecurityEnabled bOneXEnabled dot11AuthAlgorithm dot11CipherAlgorithm",
    ),
    structure(
        wifi.Connection,
        "WLAN_CONNECTION_ATTRIBUTES",
        "isState wlanConnectionMode strProfileName wlanAssociationAttributes wlanSecurityAttributes",
    ),
    structure(
        wifi.PhysicalRadioState,
        "WLAN_PHY_RADIO_STATE",
        "dwPhyIndex dot11SoftwareRadioState dot11HardwareRadioState",
    ),
    structure(wifi.RadioState, "WLAN_RADIO_STATE", "dwNumberOfPhys PhyRadioState"),
    structure(wifi.RateSet, "WLAN_RATE_SET", "uRateSetLength usRateSet"),
    structure(
        wifi.Station,
        "WLAN_BSS_ENTRY",
        "dot11Ssid uPhyId dot11Bssid dot11BssType dot11BssPhyType lRssi uLinkQuality bInRegDomain usBeaconPeriod "
        "ullTimestamp ullHostTimestamp usCapabilityInformation ulChCenterFrequency wlanRateSet ulIeOffset ulIeSize",
    ),
    structure(wifi.Stations, "WLAN_BSS_LIST", "dwTotalSize dwNumberOfItems wlanBssEntries"),
    structure(
        wifi.Notification,
        "WLAN_NOTIFICATION_DATA",
        "NotificationSource NotificationCode InterfaceGuid dwDataSize pData",
    ),
    structure(
        web.PersonProxy,
        "WINHTTP_CURRENT_USER_IE_PROXY_CONFIG",
        "fAutoDetect lpszAutoConfigUrl lpszProxy lpszProxyBypass",
    ),
    structure(
        web.ScriptOptions,
        "WINHTTP_AUTOPROXY_OPTIONS",
        "dwFlags dwAutoDetectFlags lpszAutoConfigUrl lpvReserved dwReserved fAutoLogonIfChallenged",
    ),
    structure(
        remote_access.RemoteConnection,
        "RASCONNW",
        "dwSize hrasconn szEntryName szDeviceType szDeviceName szPhonebook dwSubEntry guidEntry dwFlags luid",
    ),
    structure(files.UnicodeString, "UNICODE_STRING", "Length MaximumLength Buffer"),
    structure(
        files.ObjectAttributes,
        "OBJECT_ATTRIBUTES",
        "Length RootDirectory ObjectName Attributes SecurityDescriptor SecurityQualityOfService",
    ),
    structure(files.IoStatusBlock, "IO_STATUS_BLOCK", "Status Information"),
    structure(
        files.ByHandleFileInformation,
        "BY_HANDLE_FILE_INFORMATION",
        "dwFileAttributes ftCreationTime ftLastAccessTime ftLastWriteTime dwVolumeSerialNumber nFileSizeHigh "
        "nFileSizeLow nNumberOfLinks nFileIndexHigh nFileIndexLow",
    ),
    structure(
        files.FileBasicInfo, "FILE_BASIC_INFO", "CreationTime LastAccessTime LastWriteTime ChangeTime FileAttributes"
    ),
    structure(
        files.FileStandardInfo, "FILE_STANDARD_INFO", "AllocationSize EndOfFile NumberOfLinks DeletePending Directory"
    ),
    structure(files.SecurityAttributes, "SECURITY_ATTRIBUTES", "nLength lpSecurityDescriptor bInheritHandle"),
    structure(files.FileAttributeTagInfo, "FILE_ATTRIBUTE_TAG_INFO", "FileAttributes ReparseTag"),
    structure(files.RecycleBinInfo, "SHQUERYRBINFO", "cbSize i64Size i64NumItems"),
    structure(files.Guid, "GUID", "Data1"),
    structure(display.DisplayDevice, "DISPLAY_DEVICEW", "cb DeviceName DeviceString StateFlags DeviceID DeviceKey"),
    structure(
        display.DisplayMode,
        "DEVMODEW",
        "dmDeviceName dmSpecVersion dmDriverVersion dmSize dmDriverExtra dmFields dmPosition.x dmPosition.y "
        "dmDisplayOrientation dmDisplayFixedOutput dmColor dmDuplex dmYResolution dmTTOption dmCollate dmFormName "
        "dmLogPixels dmBitsPerPel dmPelsWidth dmPelsHeight dmDisplayFlags dmDisplayFrequency dmICMMethod",
    ),
    structure(drives.PropertyQuery, "STORAGE_PROPERTY_QUERY", "PropertyId QueryType AdditionalParameters"),
    structure(
        drives.DeviceDescriptor,
        "STORAGE_DEVICE_DESCRIPTOR",
        "Version Size DeviceType DeviceTypeModifier RemovableMedia CommandQueueing VendorIdOffset ProductIdOffset "
        "ProductRevisionOffset SerialNumberOffset BusType RawPropertiesLength RawDeviceProperties",
    ),
    structure(drives.SeekPenalty, "DEVICE_SEEK_PENALTY_DESCRIPTOR", "Version Size IncursSeekPenalty"),
    structure(
        drives.Geometry,
        "DISK_GEOMETRY_EX",
        "Geometry.Cylinders Geometry.MediaType Geometry.TracksPerCylinder Geometry.SectorsPerTrack "
        "Geometry.BytesPerSector DiskSize Data",
    ),
    structure(drives.PredictFailure, "STORAGE_PREDICT_FAILURE", "PredictFailure VendorSpecific"),
    structure(
        drives.TemperatureInformation,
        "SDK_STORAGE_TEMPERATURE_INFO",
        "Index Temperature OverThreshold UnderThreshold OverThresholdChangable UnderThresholdChangable EventGenerated "
        "Reserved0 Reserved1",
    ),
    structure(
        drives.TemperatureDescriptor,
        "SDK_STORAGE_TEMPERATURE_DATA_DESCRIPTOR",
        "Version Size CriticalTemperature WarningTemperature InfoCount Reserved0 Reserved1 TemperatureInfo",
    ),
    structure(
        drives.ProtocolData,
        "STORAGE_PROTOCOL_SPECIFIC_DATA",
        "ProtocolType DataType ProtocolDataRequestValue ProtocolDataRequestSubValue ProtocolDataOffset "
        "ProtocolDataLength FixedProtocolReturnData ProtocolDataRequestSubValue2 ProtocolDataRequestSubValue3 "
        "ProtocolDataRequestSubValue4",
    ),
    structure(drives.ProtocolDescriptor, "STORAGE_PROTOCOL_DATA_DESCRIPTOR", "Version Size ProtocolSpecificData"),
    structure(
        drives.NvmeHealth,
        "NVME_HEALTH_INFO_LOG",
        "CriticalWarning Temperature AvailableSpare AvailableSpareThreshold PercentageUsed",
        whole=False,
    ),
    structure(
        elevation.ExecuteInformation,
        "SHELLEXECUTEINFOW",
        "cbSize fMask hwnd lpVerb lpFile lpParameters lpDirectory nShow hInstApp lpIDList lpClass hkeyClass dwHotKey "
        "hIcon hProcess",
    ),
    structure(
        notifications.NotifyIcon,
        "NOTIFYICONDATAW",
        "cbSize hWnd uID uFlags uCallbackMessage hIcon szTip dwState dwStateMask szInfo uVersion szInfoTitle "
        "dwInfoFlags guidItem hBalloonIcon",
    ),
    structure(
        processes.ProcessInformation,
        "SYSTEM_PROCESS_INFORMATION",
        "NextEntryOffset NumberOfThreads Reserved[0] Reserved[1] Reserved[1].HighPart Reserved[2] CreateTime UserTime "
        "KernelTime ImageName.Length ImageName.MaximumLength ImageName.Buffer BasePriority UniqueProcessId "
        "InheritedFromUniqueProcessId HandleCount SessionId PageDirectoryBase VirtualMemoryCounters "
        "VirtualMemoryCounters.VirtualSize VirtualMemoryCounters.PageFaultCount "
        "VirtualMemoryCounters.PeakWorkingSetSize VirtualMemoryCounters.WorkingSetSize",
        whole=False,
    ),
    structure(
        processes.TimeOfDayInformation,
        "SYSTEM_TIMEOFDAY_INFORMATION",
        "BootTime CurrentTime TimeZoneBias CurrentTimeZoneId Reserved1[0] Reserved1[4] Reserved1[12]",
    ),
    structure(web.ScriptAnswer, "WINHTTP_PROXY_INFO", "dwAccessType lpszProxy lpszProxyBypass"),
    structure(web.ConnectionOption, "INTERNET_PER_CONN_OPTIONW", "dwOption Value"),
    structure(
        web.ConnectionOptions,
        "INTERNET_PER_CONN_OPTION_LISTW",
        "dwSize pszConnection dwOptionCount dwOptionError pOptions",
    ),
)


def can_compile() -> bool:
    return shutil.which(COMPILER) is not None and shutil.which(OBJCOPY) is not None


def compiled() -> dict[str, dict[str, int]]:
    """Return size and offsets of each C type, as the compiler for 64-bit Windows lays it out."""
    expressions = [expression for each in STRUCTURES for expression in each.expressions.values()]
    source = PREAMBLE.read_text("utf-8").replace("NUMBERS", ",\n    ".join(expressions))
    with tempfile.TemporaryDirectory() as folder:
        program, thing, numbers = (Path(folder, name) for name in ("layouts.c", "layouts.o", "numbers"))
        program.write_text(source, "utf-8")
        subprocess.run((COMPILER, "-std=gnu11", "-Wall", "-Werror", "-c", program, "-o", thing), check=True, timeout=60)
        subprocess.run((OBJCOPY, "-O", "binary", "-j", ".layouts", thing, numbers), check=True, timeout=60)
        content = numbers.read_bytes()
    found = iter(struct.unpack_from(f"<{len(expressions)}I", content))
    return {each.c_type: {name: next(found) for name in each.expressions} for each in STRUCTURES}


def recorded() -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = json.loads(RECORDED.read_text("utf-8"))
    return found


if __name__ == "__main__":
    RECORDED.write_text(json.dumps(compiled(), indent=1) + "\n", "utf-8")
