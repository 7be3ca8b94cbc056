"""The weather service in Python: what the tutorial's client meets when the server is not ours.

    python3 weather_server.py STUBS-FOLDER

Sends its alerts as the tutorial's server does with --fast, and prints "listening on 127.0.0.1:PORT".
"""
import sys
import threading
from concurrent import futures

sys.path.insert(0, sys.argv[1])

import grpc  # noqa: E402
import weather_pb2 as pb  # noqa: E402
import weather_pb2_grpc  # noqa: E402

ALERTS_AT_ONCE = 2


def field(number, payload):
    """A length-delimited field on the wire."""
    length, out = len(payload), bytes([number << 3 | 2])
    while length > 127:
        out, length = out + bytes([length & 127 | 128]), length >> 7
    return out + bytes([length]) + payload


def rpc_status(code, message, detail):
    """A google.rpc.Status with one detail."""
    url = b"type.googleapis.com/" + detail.DESCRIPTOR.full_name.encode()
    return bytes([8, code]) + field(2, message.encode()) + field(3, field(1, url) + field(2, detail.SerializeToString()))


class Weather(weather_pb2_grpc.WeatherServiceServicer):
    def GetCurrentWeather(self, request, context):
        asked = dict(context.invocation_metadata())
        if int(asked.get("grpc-previous-rpc-attempts", 0)) < int(asked.get("simulate-outages", 0)):
            context.abort(grpc.StatusCode.UNAVAILABLE, "simulated service outage")
        if request.location == "Ravenholm":
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "invalid place: Ravenholm")
        if request.location == "Black Mesa":
            detail = pb.SensorOfflineError(sensor_id="anomalous-materials", message="Sensor is offline. A resonance cascade is imminent.")
            text = "The resonance cascade has begun."
            context.set_trailing_metadata([("grpc-status-details-bin", rpc_status(13, text, detail))])
            context.abort(grpc.StatusCode.INTERNAL, text)
        return pb.GetCurrentWeatherResponse(description="It's cloudy :(", temperature=pb.Temperature(value=25, unit=pb.Temperature.UNIT_CELSIUS))

    def SubscribeWeatherAlerts(self, request, context):
        for _ in range(ALERTS_AT_ONCE):
            yield pb.SubscribeWeatherAlertsResponse(alert="Severe weather alert!")
        ended = threading.Event()
        if context.add_callback(ended.set):
            ended.wait()

    def UploadWeatherData(self, requests, context):
        for _ in requests:
            pass
        return pb.UploadWeatherDataResponse(message="Data received successfully")

    def UploadWeatherPhoto(self, requests, context):
        kinds = [request.WhichOneof("content") for request in requests]
        if kinds[0] != "metadata" or set(kinds[1:]) != {"payload"}:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"expected metadata, then payloads, got {kinds}")
        return pb.UploadWeatherPhotoResponse(message="Screenshot received successfully.")

    def RealTimeWeather(self, requests, context):
        for _ in requests:
            yield pb.RealTimeWeatherResponse(description="It's cloudy :(", temperature=pb.Temperature(value=25, unit=pb.Temperature.UNIT_CELSIUS))


server = grpc.server(futures.ThreadPoolExecutor(max_workers=10))
weather_pb2_grpc.add_WeatherServiceServicer_to_server(Weather(), server)
port = server.add_insecure_port("127.0.0.1:0")
server.start()
print(f"listening on 127.0.0.1:{port}", flush=True)
server.wait_for_termination()
