"""Structures of the wireless functions, in fixed-width types, so that their layout can be checked anywhere.

Sources: ``wlanapi.h``, ``windot11.h`` and ``l2cmn.h`` of the Windows SDK.
"""

import ctypes

_GUID = ctypes.c_uint32 * 4


class NetworkName(ctypes.Structure):
    """``DOT11_SSID``."""

    _fields_ = (("length", ctypes.c_uint32), ("name", ctypes.c_uint8 * 32))


class WirelessInterface(ctypes.Structure):
    """``WLAN_INTERFACE_INFO``."""

    _fields_ = (("identifier", _GUID), ("description", ctypes.c_uint16 * 256), ("state", ctypes.c_int32))


class WirelessInterfaces(ctypes.Structure):
    """The beginning of ``WLAN_INTERFACE_INFO_LIST``; the adapters follow."""

    _fields_ = (("entries", ctypes.c_uint32), ("index", ctypes.c_uint32))


class Association(ctypes.Structure):
    """``WLAN_ASSOCIATION_ATTRIBUTES``; quality in per cent, rates in kbit/s."""

    _fields_ = (
        ("ssid", NetworkName),
        ("network_type", ctypes.c_int32),
        ("bssid", ctypes.c_uint8 * 6),
        ("physical_type", ctypes.c_int32),
        ("physical_index", ctypes.c_uint32),
        ("quality_percent", ctypes.c_uint32),
        ("receive_kbps", ctypes.c_uint32),
        ("send_kbps", ctypes.c_uint32),
    )


class Security(ctypes.Structure):
    """``WLAN_SECURITY_ATTRIBUTES``."""

    _fields_ = (
        ("enabled", ctypes.c_int32),
        ("one_x", ctypes.c_int32),
        ("authentication", ctypes.c_int32),
        ("cipher", ctypes.c_int32),
    )


class Connection(ctypes.Structure):
    """``WLAN_CONNECTION_ATTRIBUTES``."""

    _fields_ = (
        ("state", ctypes.c_int32),
        ("mode", ctypes.c_int32),
        ("profile", ctypes.c_uint16 * 256),
        ("association", Association),
        ("security", Security),
    )


class PhysicalRadioState(ctypes.Structure):
    """``WLAN_PHY_RADIO_STATE``: 0 unknown, 1 on, 2 off."""

    _fields_ = (("index", ctypes.c_uint32), ("software", ctypes.c_int32), ("hardware", ctypes.c_int32))


class RadioState(ctypes.Structure):
    """``WLAN_RADIO_STATE``."""

    _fields_ = (("entries", ctypes.c_uint32), ("radios", PhysicalRadioState * 64))


class RateSet(ctypes.Structure):
    """``WLAN_RATE_SET``."""

    _fields_ = (("length_bytes", ctypes.c_uint32), ("rates", ctypes.c_uint16 * 126))


class Station(ctypes.Structure):
    """``WLAN_BSS_ENTRY``: one access point; ``elements_offset`` counts from the beginning of this entry."""

    _fields_ = (
        ("ssid", NetworkName),
        ("physical_index", ctypes.c_uint32),
        ("bssid", ctypes.c_uint8 * 6),
        ("network_type", ctypes.c_int32),
        ("physical_type", ctypes.c_int32),
        ("signal_dbm", ctypes.c_int32),
        ("quality_percent", ctypes.c_uint32),
        ("in_regulatory_domain", ctypes.c_uint8),
        ("beacon_period", ctypes.c_uint16),
        ("timestamp", ctypes.c_uint64),
        ("host_timestamp", ctypes.c_uint64),
        ("capabilities", ctypes.c_uint16),
        ("frequency_khz", ctypes.c_uint32),
        ("rates", RateSet),
        ("elements_offset", ctypes.c_uint32),
        ("elements_size", ctypes.c_uint32),
    )


class Stations(ctypes.Structure):
    """The beginning of ``WLAN_BSS_LIST``; the access points follow at ``first``."""

    _fields_ = (("total_bytes", ctypes.c_uint32), ("entries", ctypes.c_uint32), ("first", Station * 1))


class Notification(ctypes.Structure):
    """``WLAN_NOTIFICATION_DATA`` (``L2_NOTIFICATION_DATA``)."""

    _fields_ = (
        ("source", ctypes.c_uint32),
        ("code", ctypes.c_uint32),
        ("identifier", _GUID),
        ("size", ctypes.c_uint32),
        ("content", ctypes.c_void_p),
    )
