import { readWords } from './command-line';

/*
 * What a file or a program may set of a start of ComfyUI, by name: switches, numbers and words. Nothing whose value is a path, a program, an address or a
 * secret is here, whatever it is used for today, and nothing that opens a page or a port. What is not here is left to the person at this machine.
 */

/** Environment variables of torch and the graphics drivers, of numeric libraries, of Hugging Face's libraries, of installers, and of Python. */
const harmlessVariables: ReadonlySet<string> = new Set([
  ...['CUDA_VISIBLE_DEVICES', 'CUDA_DEVICE_ORDER', 'CUDA_LAUNCH_BLOCKING', 'CUDA_MODULE_LOADING'],
  ...['HIP_VISIBLE_DEVICES', 'ROCR_VISIBLE_DEVICES', 'HSA_OVERRIDE_GFX_VERSION', 'ZE_AFFINITY_MASK'],
  ...['ONEAPI_DEVICE_SELECTOR', 'NVIDIA_TF32_OVERRIDE', 'MIOPEN_FIND_MODE'],
  ...['PYTORCH_ALLOC_CONF', 'PYTORCH_CUDA_ALLOC_CONF', 'PYTORCH_HIP_ALLOC_CONF', 'PYTORCH_ENABLE_MPS_FALLBACK'],
  ...['PYTORCH_MPS_HIGH_WATERMARK_RATIO', 'PYTORCH_MPS_LOW_WATERMARK_RATIO', 'PYTORCH_NO_CUDA_MEMORY_CACHING'],
  ...['TORCH_ROCM_AOTRITON_ENABLE_EXPERIMENTAL', 'TORCH_BLAS_PREFER_HIPBLASLT', 'TORCHDYNAMO_DISABLE'],
  ...['OMP_NUM_THREADS', 'MKL_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'VECLIB_MAXIMUM_THREADS'],
  ...['NUMEXPR_NUM_THREADS', 'NUMEXPR_MAX_THREADS', 'TOKENIZERS_PARALLELISM'],
  ...['HF_HUB_OFFLINE', 'HF_HUB_DISABLE_TELEMETRY', 'HF_HUB_DISABLE_PROGRESS_BARS', 'HF_HUB_DISABLE_XET'],
  ...['HF_HUB_DISABLE_SYMLINKS', 'HF_HUB_DISABLE_SYMLINKS_WARNING', 'HF_HUB_DISABLE_IMPLICIT_TOKEN'],
  ...['HF_HUB_ENABLE_HF_TRANSFER', 'HF_HUB_DOWNLOAD_TIMEOUT', 'HF_HUB_ETAG_TIMEOUT', 'HF_HUB_VERBOSITY'],
  ...['HF_XET_HIGH_PERFORMANCE', 'HF_DATASETS_OFFLINE', 'TRANSFORMERS_OFFLINE', 'TRANSFORMERS_VERBOSITY'],
  ...['DIFFUSERS_VERBOSITY', 'DO_NOT_TRACK', 'NO_COLOR', 'PYTHONHASHSEED', 'PYTHONFAULTHANDLER'],
  ...['PIP_DEFAULT_TIMEOUT', 'PIP_RETRIES', 'UV_HTTP_TIMEOUT'],
  ...['UV_CONCURRENT_DOWNLOADS', 'UV_CONCURRENT_BUILDS', 'UV_CONCURRENT_INSTALLS'],
]);

/** Words, numbers and lists of them, such as `expandable_segments:True,roundup_power2_divisions:[256:1]`: no sign of a path, an address or a shell. */
const harmlessValue = /^[A-Za-z0-9_.,:;=[\]+ -]{0,400}$/u;

/** Whether a file or a program may set this variable. Names count in any case, as on Windows. */
export function isHarmlessVariable(name: string, value: string): boolean {
  return harmlessVariables.has(name.toUpperCase()) && harmlessValue.test(value);
}

/** Arguments of ComfyUI, as its `--help` names them: how it computes, uses memory and shows previews. */
const harmlessArguments: ReadonlySet<string> = new Set([
  ...['--cpu', '--gpu-only', '--highvram', '--normalvram', '--lowvram', '--novram', '--reserve-vram'],
  ...['--cuda-device', '--default-device', '--directml', '--oneapi-device-selector', '--supports-fp8-compute'],
  ...['--cuda-malloc', '--disable-cuda-malloc', '--disable-smart-memory', '--disable-pinned-memory'],
  ...['--async-offload', '--disable-async-offload', '--force-non-blocking', '--mmap-torch-files', '--disable-mmap'],
  ...['--cache-classic', '--cache-lru', '--cache-none', '--cache-ram', '--deterministic', '--fast'],
  ...['--force-fp32', '--force-fp16', '--fp32-unet', '--fp64-unet', '--bf16-unet', '--fp16-unet'],
  ...[
    '--fp8_e4m3fn-unet',
    '--fp8_e5m2-unet',
    '--fp8_e8m0fnu-unet',
    '--fp16-vae',
    '--fp32-vae',
    '--bf16-vae',
    '--cpu-vae',
  ],
  ...['--fp8_e4m3fn-text-enc', '--fp8_e5m2-text-enc', '--fp16-text-enc', '--fp32-text-enc', '--bf16-text-enc'],
  ...['--force-channels-last', '--disable-ipex-optimize', '--disable-xformers'],
  ...['--use-split-cross-attention', '--use-quad-cross-attention', '--use-pytorch-cross-attention'],
  ...['--use-sage-attention', '--use-flash-attention', '--force-upcast-attention', '--dont-upcast-attention'],
  ...['--preview-method', '--preview-size', '--default-hashing-function', '--max-upload-size'],
  ...['--disable-metadata', '--disable-auto-launch', '--disable-api-nodes', '--disable-all-custom-nodes'],
  ...['--dont-print-server', '--verbose', '--log-stdout', '--enable-compress-response-body'],
]);

/** A number or a word of a list of ComfyUI's own; what begins with a dot could be a path. */
const harmlessWord = /^[A-Za-z0-9][\w.,:-]{0,60}$/u;

/**
 * Those of ComfyUI's arguments that a file may not set, without their values, and values that have the form of a path or an address. Python takes every beginning of a name that is nobody else's, so a name
 * counts as a whole or not at all. Pure.
 */
export function findUnlistedArguments(text: string): string[] {
  const unlisted = new Set<string>();
  let flag = '';
  for (const { text: word } of readWords(text)) {
    const isFlag = word.startsWith('-');
    const [name = '', ...values] = isFlag ? word.split('=') : [flag, word];
    flag = name;
    if (name !== '' && !harmlessArguments.has(name)) unlisted.add(name);
    else if (!values.every((value) => harmlessWord.test(value))) unlisted.add(word.slice(0, 100));
  }
  return [...unlisted];
}
