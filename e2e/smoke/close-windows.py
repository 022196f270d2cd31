"""Asks every window of a display to close, as the button of its frame does: no window manager runs on a display of tests."""
from ctypes import CDLL, POINTER, Structure, Union, byref, c_char_p, c_int, c_long, c_uint, c_ulong, c_void_p


class ClientMessage(Structure):
    _fields_ = [
        ("type", c_int),
        ("serial", c_ulong),
        ("send_event", c_int),
        ("display", c_void_p),
        ("window", c_ulong),
        ("message_type", c_ulong),
        ("format", c_int),
        ("data", c_long * 5),
    ]


class Event(Union):
    _fields_ = [("client", ClientMessage), ("pad", c_long * 24)]


x11 = CDLL("libX11.so.6")
x11.XOpenDisplay.restype = c_void_p
x11.XOpenDisplay.argtypes = [c_char_p]
x11.XDefaultRootWindow.restype = c_ulong
x11.XDefaultRootWindow.argtypes = [c_void_p]
x11.XInternAtom.restype = c_ulong
x11.XInternAtom.argtypes = [c_void_p, c_char_p, c_int]
x11.XQueryTree.argtypes = [c_void_p, c_ulong, POINTER(c_ulong), POINTER(c_ulong), POINTER(POINTER(c_ulong)), POINTER(c_uint)]
x11.XGetWMProtocols.argtypes = [c_void_p, c_ulong, POINTER(POINTER(c_ulong)), POINTER(c_int)]
x11.XSendEvent.argtypes = [c_void_p, c_ulong, c_int, c_long, POINTER(Event)]
x11.XSync.argtypes = [c_void_p, c_int]

CLIENT_MESSAGE = 33

display = x11.XOpenDisplay(None)
protocols = x11.XInternAtom(display, b"WM_PROTOCOLS", 0)
delete = x11.XInternAtom(display, b"WM_DELETE_WINDOW", 0)


def can_close(window):
    atoms, count = POINTER(c_ulong)(), c_int()
    found = x11.XGetWMProtocols(display, window, byref(atoms), byref(count))
    return bool(found) and delete in atoms[: count.value]


top, parent, children, count = c_ulong(), c_ulong(), POINTER(c_ulong)(), c_uint()
x11.XQueryTree(display, x11.XDefaultRootWindow(display), byref(top), byref(parent), byref(children), byref(count))
asked = [window for window in children[: count.value] if can_close(window)]
for window in asked:
    message = ClientMessage(CLIENT_MESSAGE, 0, 1, display, window, protocols, 32, (c_long * 5)(delete, 0))
    x11.XSendEvent(display, window, 0, 0, byref(Event(client=message)))
x11.XSync(display, 0)
print(len(asked))
