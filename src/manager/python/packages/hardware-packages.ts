/** The packages of torch itself: they were chosen for the hardware, and with ComfyUI (docs/reference/on-disk.md 15). */
export const torchFamily = ['torch', 'torchaudio', 'torchsde', 'torchvision'] as const;

const family: ReadonlySet<string> = new Set(torchFamily);
const builtForTorch: ReadonlySet<string> = new Set([
  ...['xformers', 'triton', 'triton-windows', 'pytorch-triton', 'pytorch-triton-rocm', 'pytorch-triton-xpu'],
  ...['flash-attn', 'sageattention', 'torch-directml', 'intel-extension-for-pytorch'],
]);

/** Whether a package belongs to torch and is never changed for a pack. Names are normalised. */
export function isTorchFamily(name: string): boolean {
  return family.has(name);
}

/** Whether a package belongs to the hardware and is never changed unasked: the torch family and what it takes from NVIDIA. */
export function isHardwarePackage(name: string): boolean {
  return isTorchFamily(name) || name.startsWith('nvidia-');
}

/** The same with what is built for one torch and one CUDA: another version of these ends at the import. */
export function isBuiltForHardware(name: string): boolean {
  return isHardwarePackage(name) || builtForTorch.has(name) || /^cuda(?:-|$)/.test(name);
}

/** What runs in the environment to install: removing or replacing one while it works would end the work. */
const installers: readonly string[] = ['pip', 'setuptools', 'wheel', 'distribute', 'uv'];

/** Whether a package is what installs packages. */
export function isInstaller(name: string): boolean {
  return installers.includes(name);
}
