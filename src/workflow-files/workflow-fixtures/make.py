"""Writes the files beside it with the libraries, and in the way, in which ComfyUI saves sounds, films and pictures.

    pip install av==18.1.0 pillow==13.0.0 numpy && python make.py
"""

import json
from fractions import Fraction
from pathlib import Path

import av
import numpy
from PIL import Image

HERE = Path(__file__).parent
WORKFLOW = json.dumps({"nodes": [{"id": 1, "type": "Größe 花"}]})
PROMPT = json.dumps({"1": {"class_type": "KSampler"}})
RATE = 48000


def sound(name: str, container: str, codec: str, layout: str = "mono") -> None:
    with av.open(str(HERE / name), "w", format=container) as output:
        output.metadata["prompt"] = PROMPT
        output.metadata["workflow"] = WORKFLOW
        stream = output.add_stream(codec, rate=RATE, layout=layout)
        frame = av.AudioFrame.from_ndarray(numpy.zeros((1, RATE // 50), dtype=numpy.float32), format="flt", layout=layout)
        frame.sample_rate = RATE
        frame.pts = 0
        output.mux(stream.encode(frame))
        output.mux(stream.encode(None))


def film(name: str, codec: str, options: dict[str, str]) -> None:
    with av.open(str(HERE / name), "w", options=options) as output:
        output.metadata["prompt"] = PROMPT
        output.metadata["workflow"] = WORKFLOW
        stream = output.add_stream(codec, rate=Fraction(8, 1))
        stream.width, stream.height, stream.pix_fmt = 16, 16, "yuv420p"
        frame = av.VideoFrame.from_ndarray(numpy.zeros((16, 16, 3), dtype=numpy.uint8), format="rgb24")
        output.mux(stream.encode(frame))
        output.mux(stream.encode(None))


def picture(name: str) -> None:
    image = Image.new("RGB", (16, 16))
    exif = image.getexif()
    exif[0x0110] = f"prompt:{PROMPT}"
    exif[0x010F] = f"workflow:{WORKFLOW}"
    image.save(HERE / name, exif=exif)


sound("sound.flac", "flac", "flac")
sound("sound.mp3", "mp3", "libmp3lame")
sound("sound.opus", "opus", "libopus")
film("film.mp4", "libx264", {"movflags": "use_metadata_tags"})
film("film.webm", "libvpx-vp9", {})
for ending in ("avif", "webp", "jpg"):
    picture(f"picture.{ending}")
