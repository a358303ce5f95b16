# Connects to servers: on this machine by TCP and UDP, outside by address and by name.
# honest: count
# scores: count full, rest 0
# everyday: yes
# %% extra at end
import socket
import urllib.request

for address in (("127.0.0.1", @PORT@), ("localhost", @PORT@), ("0.0.0.0", @PORT@), ("10.0.2.2", @PORT@), ("1.1.1.1", 53)):
    try:
        with socket.create_connection(address, timeout=1) as connection:
            print("connected", connection.recv(200))
    except OSError as error:
        print(address, error)
try:
    print("resolved", socket.gethostbyname("example.org"))
except OSError as error:
    print(error)
try:
    print(urllib.request.urlopen("http://127.0.0.1:@PORT@/", timeout=1).read())
except Exception as error:
    print(error)
