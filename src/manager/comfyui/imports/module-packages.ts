import { normaliseName } from '../../python/packages/packages';

/** Modules whose package has another name; where several bring it, the one that fits a server comes first. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  attr: ['attrs'],
  bs4: ['beautifulsoup4'],
  Crypto: ['pycryptodome'],
  cv2: ['opencv-python-headless', 'opencv-python', 'opencv-contrib-python', 'opencv-contrib-python-headless'],
  dateutil: ['python-dateutil'],
  dotenv: ['python-dotenv'],
  faiss: ['faiss-cpu', 'faiss-gpu'],
  fitz: ['pymupdf'],
  git: ['gitpython'],
  github: ['pygithub'],
  'google.cloud.storage': ['google-cloud-storage'],
  'google.genai': ['google-genai'],
  'google.generativeai': ['google-generativeai'],
  'google.protobuf': ['protobuf'],
  jwt: ['pyjwt'],
  llama_cpp: ['llama-cpp-python'],
  magic: ['python-magic'],
  OpenSSL: ['pyopenssl'],
  onnxruntime: ['onnxruntime', 'onnxruntime-gpu', 'onnxruntime-directml'],
  PIL: ['pillow'],
  pkg_resources: ['setuptools'],
  pynvml: ['nvidia-ml-py', 'pynvml'],
  serial: ['pyserial'],
  skimage: ['scikit-image'],
  sklearn: ['scikit-learn'],
  socks: ['pysocks'],
  win32api: ['pywin32'],
  win32con: ['pywin32'],
  win32gui: ['pywin32'],
  yaml: ['pyyaml'],
  zmq: ['pyzmq'],
};

/**
 * Well-known packages named like their module. Any other name is not offered for installation: what a pack happens to import may be the
 * name of something else on the index, put there to be installed by mistake.
 */
const sameNames = new Set(
  [
    'charset_normalizer clip_interrogator color_matcher deepdiff imageio_ffmpeg kornia_rs lpips matplotlib moviepy pillow_heif',
    'pytorch_lightning simpleeval sounddevice soundfile toml typing_extensions',
    'accelerate addict aiofiles aiohttp albumentations anthropic av basicsr bitsandbytes blend_modes boto3 cachetools cffi chardet colorama',
    'compel controlnet_aux cython datasets decord diffusers dill dynamicprompts easydict einops facexlib fairscale fastapi ffmpeg filelock',
    'flask ftfy fvcore gdown gguf gradio groundingdino h5py httpx huggingface_hub hydra imagehash imageio imagesize inflect insightface',
    'iopath jinja2 joblib jsonschema kornia langchain librosa lightning lark loguru lmdb mediapipe mmcv mmdet mss natsort ninja nltk numba',
    'numexpr numpy ollama omegaconf onnx open_clip openai openpyxl optimum opt_einsum ordered_set pandas peft pedalboard piexif platformdirs',
    'plotly pooch portalocker protobuf psutil pydantic pydub pygame pymatting pyperclip pytest pyttsx3 pywt qrcode rapidfuzz realesrgan',
    'regex rembg replicate requests rich safetensors sageattention scenedetect scipy segment_anything selenium sentencepiece sentence_transformers',
    'shapely soxr spacy spandrel supervision sympy tabulate tensorboard tensorflow thop tifffile tiktoken timm tokenizers tqdm transformers',
    'transparent_background trimesh ultralytics unidecode uvicorn voluptuous wandb watchdog webcolors websocket websockets whisper xformers',
    'xxhash yacs yapf yt_dlp zstandard',
  ].flatMap((line) => line.split(' ')),
);
const renamed: Readonly<Record<string, string>> = {
  ffmpeg: 'ffmpeg-python',
  groundingdino: 'groundingdino-py',
  hydra: 'hydra-core',
  open_clip: 'open-clip-torch',
  pywt: 'pywavelets',
  websocket: 'websocket-client',
  whisper: 'openai-whisper',
};

/** `google` alone is a folder that many packages share. */
function keyOf(module: string): string {
  const parts = module.split('.');
  if (parts[0] !== 'google') return parts[0] ?? module;
  const three = parts.slice(0, 3).join('.');
  return Object.hasOwn(otherNames, three) ? three : parts.slice(0, 2).join('.');
}

/** Normalised names of the packages that bring a module, the usual one first; empty when the name is not a known one. */
export function packagesOf(module: string): readonly string[] {
  const key = keyOf(module);
  if (Object.hasOwn(otherNames, key)) return otherNames[key] ?? [];
  if (!sameNames.has(key.toLowerCase())) return [];
  return [renamed[key.toLowerCase()] ?? normaliseName(key)];
}

/** Names under which a package that brings the module may be known to others: the known ones, and the module's own. */
export function likelyPackagesOf(module: string): readonly string[] {
  return [...packagesOf(module), normaliseName(keyOf(module))];
}
