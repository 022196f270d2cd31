"""Command line of the demo world's ComfyUI: what the real one takes, in words of our own. Most of it changes nothing here."""

import argparse

import release

PREVIEWS = ("none", "auto", "latent2rgb", "taesd")
HASHES = ("md5", "sha1", "sha256", "sha512")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")

parser = argparse.ArgumentParser()


def switch(name, words, group=parser):
    group.add_argument(name, action="store_true", help=words)


def one_of(*switches):
    group = parser.add_mutually_exclusive_group()
    for name, words in switches:
        switch(name, words, group)
    return group


parser.add_argument(
    "--listen",
    metavar="IP",
    nargs="?",
    default="127.0.0.1",
    const="0.0.0.0,::",
    help="Addresses to listen on, separated by commas (default: 127.0.0.1). Without a value: every address of IPv4 and IPv6.",
)
parser.add_argument("--port", type=int, default=8188, help="Port to listen on.")
parser.add_argument("--tls-keyfile", help="Private key for https. Needs --tls-certfile.")
parser.add_argument("--tls-certfile", help="Certificate for https. Needs --tls-keyfile.")
parser.add_argument(
    "--enable-cors-header",
    metavar="ORIGIN",
    nargs="?",
    default=None,
    const="*",
    help="Lets pages of this origin call the server; without a value '*', which is every page.",
)
parser.add_argument("--max-upload-size", type=float, default=100, help="Largest upload in MB.")
parser.add_argument("--base-directory", help="Folder of models, custom_nodes, input, output, temp and user.")
parser.add_argument(
    "--extra-model-paths-config", metavar="PATH", nargs="+", action="append", default=[], help="More extra_model_paths.yaml files."
)
parser.add_argument("--output-directory", help="Folder of results. Counts before --base-directory.")
parser.add_argument("--temp-directory", help="Folder of what is needed for a while. Counts before --base-directory.")
parser.add_argument("--input-directory", help="Folder of uploads. Counts before --base-directory.")
switch("--auto-launch", "Open the browser when the server listens.")
switch("--disable-auto-launch", "Leave the browser closed.")
parser.add_argument("--cuda-device", metavar="DEVICE_ID", help="Number of the graphics card to use.")
parser.add_argument("--default-device", type=int, metavar="DEFAULT_DEVICE_ID", help="Number of the card that is the first choice.")
one_of(("--cuda-malloc", "Take memory by cudaMallocAsync."), ("--disable-cuda-malloc", "Take memory the older way."))
one_of(("--force-fp32", "Compute everything in fp32."), ("--force-fp16", "Compute everything in fp16."))
one_of(
    ("--fp32-unet", "Diffusion model in fp32."),
    ("--fp64-unet", "Diffusion model in fp64."),
    ("--bf16-unet", "Diffusion model in bf16."),
    ("--fp16-unet", "Diffusion model in fp16."),
    ("--fp8_e4m3fn-unet", "Diffusion model stored as fp8_e4m3fn."),
    ("--fp8_e5m2-unet", "Diffusion model stored as fp8_e5m2."),
    ("--fp8_e8m0fnu-unet", "Diffusion model stored as fp8_e8m0fnu."),
)
one_of(
    ("--fp16-vae", "VAE in fp16; pictures may come out black."),
    ("--fp32-vae", "VAE in fp32."),
    ("--bf16-vae", "VAE in bf16."),
)
switch("--cpu-vae", "VAE on the processor.")
one_of(
    ("--fp8_e4m3fn-text-enc", "Text encoder stored as fp8_e4m3fn."),
    ("--fp8_e5m2-text-enc", "Text encoder stored as fp8_e5m2."),
    ("--fp16-text-enc", "Text encoder stored as fp16."),
    ("--fp32-text-enc", "Text encoder stored as fp32."),
    ("--bf16-text-enc", "Text encoder stored as bf16."),
)
switch("--force-channels-last", "Hold pictures with their channels last.")
parser.add_argument(
    "--directml", type=int, nargs="?", metavar="DIRECTML_DEVICE", const=-1, help="Compute with torch-directml, on this device."
)
parser.add_argument("--oneapi-device-selector", metavar="SELECTOR_STRING", help="Which oneAPI devices to use.")
switch("--disable-ipex-optimize", "Leave models as they are on Intel cards.")
switch("--supports-fp8-compute", "Take for granted that the card computes in fp8.")
parser.add_argument(
    "--preview-method", choices=PREVIEWS, metavar=f"[{','.join(PREVIEWS)}]", default="none", help="How pictures are shown while they grow."
)
parser.add_argument("--preview-size", type=int, default=512, help="Largest side of such a preview, in pixels.")
cache = one_of(("--cache-classic", "Keep results as older versions did."))
cache.add_argument("--cache-lru", type=int, default=0, help="Keep the results of so many nodes, those used last.")
switch("--cache-none", "Keep no result: less memory, more work.", cache)
cache.add_argument("--cache-ram", nargs="*", type=float, metavar="GB", help="Keep results while so much memory is free.")
one_of(
    ("--use-split-cross-attention", "Attention in parts."),
    ("--use-quad-cross-attention", "Attention in smaller parts."),
    ("--use-pytorch-cross-attention", "Attention of torch itself."),
    ("--use-sage-attention", "Attention by SageAttention."),
    ("--use-flash-attention", "Attention by FlashAttention."),
)
switch("--disable-xformers", "Leave xformers alone.")
one_of(("--force-upcast-attention", "Attention in fp32."), ("--dont-upcast-attention", "Attention never in fp32."))
one_of(
    ("--gpu-only", "Everything on the graphics card, text encoders as well."),
    ("--highvram", "Models stay on the graphics card when they are not needed."),
    ("--normalvram", "Use the card's memory as usual, even where less was chosen."),
    ("--lowvram", "Put a model on the card in parts."),
    ("--novram", "For cards where --lowvram takes too much."),
    ("--cpu", "Compute on the processor, which is slow."),
)
parser.add_argument("--reserve-vram", type=float, default=None, help="Memory of the card, in GB, that stays free for others.")
parser.add_argument("--async-offload", nargs="?", const=2, type=int, metavar="NUM_STREAMS", help="Move weights while others compute.")
parser.add_argument(
    "--default-hashing-function", choices=HASHES, default="sha256", help="How files are compared: 100%% equal or not. Default is sha256."
)
switch("--disable-smart-memory", "Move models off the card at once.")
switch("--deterministic", "Prefer slow ways that always give the same.")
parser.add_argument(
    "--fast", nargs="*", metavar="FEATURE", help="Faster ways that may cost quality: all of them, or those named (fp16_accumulation, cublas_ops)."
)
switch("--mmap-torch-files", "Map ckpt and pt files.")
switch("--disable-mmap", "Read safetensors files instead of mapping them.")
switch("--dont-print-server", "Print nothing of the server.")
switch("--quick-test-for-ci", "Import everything, then end.")
switch("--windows-standalone-build", "What people want of the portable build, like opening the browser.")
switch("--disable-metadata", "Save pictures without their workflow.")
switch("--disable-all-custom-nodes", "Import no pack.")
parser.add_argument(
    "--whitelist-custom-nodes", nargs="+", default=[], metavar="FOLDER", help="Packs to import in spite of --disable-all-custom-nodes."
)
switch("--disable-api-nodes", "Leave out nodes that call paid services.")
if release.knows_manager():
    switch("--enable-manager", "Start ComfyUI's own manager.")
    one_of(
        ("--disable-manager-ui", "Keep the manager's window shut."), ("--enable-manager-legacy-ui", "Use the manager's older window.")
    )
switch("--multi-user", "A place of their own for everybody.")
parser.add_argument("--verbose", nargs="?", default="INFO", const="DEBUG", choices=LEVELS, help="How much is logged.")
switch("--log-stdout", "Log to stdout instead of stderr.")
parser.add_argument(
    "--front-end-version",
    default="comfyanonymous/ComfyUI@latest",
    help="""
    Which web UI to serve, fetched from the releases of a repository:
    [owner]/[name]@[version], the version being "latest" or a number.
    """,
)
parser.add_argument("--front-end-root", help="Folder of a web UI. Counts before --front-end-version.")
parser.add_argument("--user-directory", help="Folder of settings and workflows. Counts before --base-directory.")
switch("--enable-compress-response-body", "Send answers compressed.")
parser.add_argument("--comfy-api-base", default="https://api.comfy.org", help="Address of the paid services (default: https://api.comfy.org).")
parser.add_argument("--database-url", default="sqlite:///:memory:", help="Address of the database.")

args = parser.parse_args()
