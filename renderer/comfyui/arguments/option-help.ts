/**
 * What ComfyUI's own `--help` says of its arguments, and what this app adds to it (`comfy-arguments.ts`), in the languages of the window: `[German, Chinese]` by the long flag. ComfyUI speaks English alone;
 * what it says itself stands in the hover of a row, and alone where an argument is newer than this table.
 */
const translations: Readonly<Record<string, readonly [de: string, zh: string]>> = {
  '--help': ['Zeigt diese Hilfe und endet.', '显示此帮助后退出。'],
  '--listen': [
    'Adressen, an denen gelauscht wird, durch Kommas getrennt (Vorgabe 127.0.0.1). Ohne Wert: alle Adressen, IPv4 und IPv6. Fehlt es, so lauscht ComfyUI nur auf diesem Rechner; das Gateway hat eine eigene Einstellung.',
    '监听的 IP 地址，多个用逗号分隔（默认 127.0.0.1）。不带值时监听所有 IPv4 和 IPv6 地址。不给出时 ComfyUI 只在本机监听；网关有自己的设置。',
  ],
  '--port': [
    'Port, an dem gelauscht wird. Diese App gibt ihn aus der Einstellung comfyui.port mit; ein Wert hier geht vor.',
    '监听端口。此应用会按 comfyui.port 设置给出；此处的值优先。',
  ],
  '--tls-keyfile': [
    'Datei mit dem TLS-Schlüssel. Schaltet https ein; braucht --tls-certfile.',
    'TLS 密钥文件。启用 https，需同时指定 --tls-certfile。',
  ],
  '--tls-certfile': [
    'Datei mit dem TLS-Zertifikat. Schaltet https ein; braucht --tls-keyfile.',
    'TLS 证书文件。启用 https，需同时指定 --tls-keyfile。',
  ],
  '--enable-cors-header': [
    'Erlaubt Seiten anderer Herkunft den Zugriff (CORS): einer genannten, ohne Wert allen („*“).',
    '允许其他来源的网页访问（CORS）：指定一个来源，不带值时为全部（“*”）。',
  ],
  '--max-upload-size': ['Größter Upload in MB.', '上传文件的最大大小（MB）。'],
  '--base-directory': [
    'Basisordner für models, custom_nodes, input, output, temp und user. Diese App gibt ihn mit, wenn der geöffnete Ordner ihn braucht; ein Wert hier geht vor.',
    'models、custom_nodes、input、output、temp 和 user 的基础文件夹。打开的文件夹需要时由此应用给出；此处的值优先。',
  ],
  '--extra-model-paths-config': [
    'Lädt eine oder mehrere weitere Dateien extra_model_paths.yaml.',
    '加载一个或多个额外的 extra_model_paths.yaml 文件。',
  ],
  '--output-directory': ['Ordner für Ergebnisse. Geht --base-directory vor.', '输出文件夹，优先于 --base-directory。'],
  '--temp-directory': [
    'Ordner für Zwischendateien. Geht --base-directory vor.',
    '临时文件夹，优先于 --base-directory。',
  ],
  '--input-directory': ['Ordner für Eingaben. Geht --base-directory vor.', '输入文件夹，优先于 --base-directory。'],
  '--user-directory': [
    'Ordner der Benutzerdaten, als ganzer Pfad. Geht --base-directory vor. Diese App gibt ihn mit, wenn der geöffnete Ordner ihn braucht; ein Wert hier geht vor.',
    '用户数据文件夹（绝对路径），优先于 --base-directory。打开的文件夹需要时由此应用给出；此处的值优先。',
  ],
  '--auto-launch': ['Öffnet ComfyUI nach dem Start im Browser.', '启动后自动在默认浏览器中打开 ComfyUI。'],
  '--disable-auto-launch': ['Öffnet den Browser nicht von selbst.', '不自动打开浏览器。'],
  '--cuda-device': [
    'Nummer der CUDA-Karte, die benutzt wird. Alle anderen sind nicht sichtbar.',
    '使用的 CUDA 设备编号，其他设备将不可见。',
  ],
  '--default-device': [
    'Nummer der Karte, die zuerst benutzt wird. Die anderen bleiben sichtbar.',
    '默认设备的编号，其他设备仍然可见。',
  ],
  '--cuda-malloc': [
    'Schaltet cudaMallocAsync ein (ab torch 2.0 ist es das von selbst).',
    '启用 cudaMallocAsync（torch 2.0 及以上默认启用）。',
  ],
  '--disable-cuda-malloc': ['Schaltet cudaMallocAsync aus.', '停用 cudaMallocAsync。'],
  '--force-fp32': ['Erzwingt fp32.', '强制使用 fp32。'],
  '--force-fp16': ['Erzwingt fp16.', '强制使用 fp16。'],
  '--fp32-unet': ['Rechnet das Diffusionsmodell in fp32.', '以 fp32 运行扩散模型。'],
  '--fp64-unet': ['Rechnet das Diffusionsmodell in fp64.', '以 fp64 运行扩散模型。'],
  '--bf16-unet': ['Rechnet das Diffusionsmodell in bf16.', '以 bf16 运行扩散模型。'],
  '--fp16-unet': ['Rechnet das Diffusionsmodell in fp16.', '以 fp16 运行扩散模型。'],
  '--fp8_e4m3fn-unet': ['Hält die Gewichte des UNet in fp8_e4m3fn.', '以 fp8_e4m3fn 存储 UNet 权重。'],
  '--fp8_e5m2-unet': ['Hält die Gewichte des UNet in fp8_e5m2.', '以 fp8_e5m2 存储 UNet 权重。'],
  '--fp8_e8m0fnu-unet': ['Hält die Gewichte des UNet in fp8_e8m0fnu.', '以 fp8_e8m0fnu 存储 UNet 权重。'],
  '--fp16-vae': ['Rechnet den VAE in fp16. Bilder können schwarz werden.', '以 fp16 运行 VAE，可能导致黑图。'],
  '--fp32-vae': ['Rechnet den VAE in voller Genauigkeit (fp32).', '以全精度 fp32 运行 VAE。'],
  '--bf16-vae': ['Rechnet den VAE in bf16.', '以 bf16 运行 VAE。'],
  '--cpu-vae': ['Rechnet den VAE auf dem Prozessor.', '在 CPU 上运行 VAE。'],
  '--fp8_e4m3fn-text-enc': [
    'Hält die Gewichte des Text-Encoders in fp8 (e4m3fn).',
    '以 fp8（e4m3fn）存储文本编码器权重。',
  ],
  '--fp8_e5m2-text-enc': ['Hält die Gewichte des Text-Encoders in fp8 (e5m2).', '以 fp8（e5m2）存储文本编码器权重。'],
  '--fp16-text-enc': ['Hält die Gewichte des Text-Encoders in fp16.', '以 fp16 存储文本编码器权重。'],
  '--fp32-text-enc': ['Hält die Gewichte des Text-Encoders in fp32.', '以 fp32 存储文本编码器权重。'],
  '--bf16-text-enc': ['Hält die Gewichte des Text-Encoders in bf16.', '以 bf16 存储文本编码器权重。'],
  '--force-channels-last': ['Rechnet Modelle im Format „channels last“.', '推理时强制使用 channels last 格式。'],
  '--directml': ['Benutzt torch-directml.', '使用 torch-directml。'],
  '--oneapi-device-selector': ['Wählt die oneAPI-Geräte, die benutzt werden.', '指定使用的 oneAPI 设备。'],
  '--disable-ipex-optimize': [
    'Lädt Modelle ohne ipex.optimize, was mit Intels Erweiterung für PyTorch die Vorgabe ist.',
    '使用 Intel Extension for PyTorch 加载模型时不使用默认的 ipex.optimize。',
  ],
  '--supports-fp8-compute': ['Behandelt die Karte, als könne sie in fp8 rechnen.', '将设备视为支持 fp8 计算。'],
  '--preview-method': ['Art der Vorschau in Sampler-Nodes.', '采样器节点的默认预览方式。'],
  '--preview-size': ['Größte Vorschau in Sampler-Nodes, in Pixeln.', '采样器节点预览图的最大尺寸。'],
  '--cache-classic': ['Behält Ergebnisse nach der früheren Art (viel).', '使用旧式（激进的）缓存。'],
  '--cache-lru': [
    'Behält die Ergebnisse der N zuletzt benutzten Nodes. Kann mehr RAM und VRAM brauchen.',
    '使用 LRU 缓存，最多保留 N 个节点的结果。可能占用更多内存和显存。',
  ],
  '--cache-none': [
    'Behält nichts: weniger RAM und VRAM, dafür läuft jeder Node jedes Mal.',
    '不缓存：减少内存和显存占用，但每次都会执行所有节点。',
  ],
  '--cache-ram': [
    'Gibt große Ergebnisse frei, sobald weniger RAM als dieser Wert frei ist (Vorgabe 4 GB).',
    '按内存压力缓存：可用内存低于此值时释放较大的缓存项（默认 4 GB）。',
  ],
  '--use-split-cross-attention': [
    'Benutzt „split cross attention“. Ohne Wirkung mit xformers.',
    '使用 split cross attention 优化。使用 xformers 时无效。',
  ],
  '--use-quad-cross-attention': [
    'Benutzt „sub-quadratic cross attention“. Ohne Wirkung mit xformers.',
    '使用 sub-quadratic cross attention 优化。使用 xformers 时无效。',
  ],
  '--use-pytorch-cross-attention': [
    'Benutzt die Attention-Funktion von PyTorch 2.0.',
    '使用 PyTorch 2.0 的 cross attention 函数。',
  ],
  '--use-sage-attention': ['Benutzt SageAttention.', '使用 SageAttention。'],
  '--use-flash-attention': ['Benutzt FlashAttention.', '使用 FlashAttention。'],
  '--disable-xformers': ['Schaltet xformers aus.', '停用 xformers。'],
  '--force-upcast-attention': [
    'Rechnet Attention immer in höherer Genauigkeit; hilft gegen schwarze Bilder.',
    '强制提升 attention 的精度；可用于解决黑图。',
  ],
  '--dont-upcast-attention': [
    'Rechnet Attention nie in höherer Genauigkeit. Nur zur Fehlersuche.',
    '从不提升 attention 的精度。仅用于调试。',
  ],
  '--enable-manager': ['Schaltet ComfyUI-Manager ein.', '启用 ComfyUI-Manager。'],
  '--disable-manager-ui': [
    'Schaltet nur die Oberfläche von ComfyUI-Manager aus. Vorgemerkte Installationen laufen weiter.',
    '仅停用 ComfyUI-Manager 的界面和接口，已安排的安装等后台任务仍会运行。',
  ],
  '--enable-manager-legacy-ui': [
    'Zeigt die frühere Oberfläche von ComfyUI-Manager.',
    '启用 ComfyUI-Manager 的旧版界面。',
  ],
  '--gpu-only': [
    'Hält und rechnet alles auf der Grafikkarte, auch Text-Encoder.',
    '所有内容（包括文本编码器）都在 GPU 上存储和运行。',
  ],
  '--highvram': [
    'Lässt Modelle nach der Benutzung im VRAM, statt sie in den RAM zu legen.',
    '模型使用后保留在显存中，而不是卸载到内存。',
  ],
  '--normalvram': [
    'Erzwingt den üblichen Umgang mit VRAM, wo lowvram von selbst angeht.',
    '在自动启用 lowvram 时强制使用普通显存模式。',
  ],
  '--lowvram': ['Teilt das UNet, um weniger VRAM zu brauchen.', '拆分 UNet 以减少显存占用。'],
  '--novram': ['Für den Fall, dass lowvram nicht reicht.', '当 lowvram 仍不够时使用。'],
  '--cpu': ['Rechnet alles auf dem Prozessor (langsam).', '全部使用 CPU 运行（慢）。'],
  '--reserve-vram': [
    'VRAM in GB, das für das System und andere Programme frei bleibt.',
    '为系统和其他软件保留的显存（GB）。',
  ],
  '--async-offload': [
    'Lagert Gewichte nebenher aus; der Wert ist die Zahl der Ströme (Vorgabe 2). Auf NVIDIA von selbst an.',
    '使用异步权重卸载，可指定流的数量（默认 2）。NVIDIA 上默认启用。',
  ],
  '--disable-async-offload': ['Lagert Gewichte nicht nebenher aus.', '停用异步权重卸载。'],
  '--force-non-blocking': [
    'Überträgt Tensoren, ohne zu warten. Auf manchen Systemen ohne NVIDIA schneller; einzelne Workflows können Fehler zeigen.',
    '对所有适用的张量使用非阻塞操作。在部分非 NVIDIA 系统上可能更快，但个别工作流可能出错。',
  ],
  '--default-hashing-function': [
    'Hash-Funktion, mit der gleiche Dateien erkannt werden (Vorgabe sha256).',
    '用于比较重复文件的哈希函数（默认 sha256）。',
  ],
  '--disable-smart-memory': [
    'Legt Modelle immer in den RAM, statt sie möglichst im VRAM zu lassen.',
    '强制将模型卸载到内存，而不是尽量保留在显存中。',
  ],
  '--deterministic': [
    'Benutzt langsamere, wiederholbare Verfahren von PyTorch. Gleiche Bilder sind damit nicht in jedem Fall sicher.',
    '尽可能使用较慢的确定性算法。不保证所有情况下图像都一致。',
  ],
  '--fast': [
    'Schaltet ungeprüfte Beschleunigungen ein, die Bilder schlechter machen oder abstürzen können. Ohne Wert alle, sonst die genannten.',
    '启用未经充分测试、可能降低画质或导致崩溃的优化。不带值时全部启用，也可只列出所需的几项。',
  ],
  '--disable-pinned-memory': ['Benutzt keinen festgehaltenen Speicher („pinned memory“).', '不使用锁页内存。'],
  '--mmap-torch-files': ['Liest Dateien .ckpt und .pt mit mmap.', '加载 ckpt/pt 文件时使用 mmap。'],
  '--disable-mmap': ['Liest safetensors ohne mmap.', '加载 safetensors 时不使用 mmap。'],
  '--dont-print-server': ['Schreibt keine Ausgaben des Servers.', '不输出服务器信息。'],
  '--quick-test-for-ci': [
    'Kurzer Test für CI. ComfyUI endet damit gleich nach dem Start, läuft also nie.',
    'CI 快速测试。ComfyUI 启动后会立即结束，因此不会运行。',
  ],
  '--windows-standalone-build': [
    'Für das portable Windows-Paket: schaltet Bequemes ein, etwa das Öffnen der Seite beim Start.',
    '用于 Windows 独立版：启用一些便利功能，例如启动时自动打开页面。',
  ],
  '--disable-metadata': ['Schreibt keine Prompt-Metadaten in Dateien.', '不在文件中保存提示词元数据。'],
  '--disable-all-custom-nodes': ['Lädt keine Custom Nodes.', '不加载任何自定义节点。'],
  '--whitelist-custom-nodes': [
    'Ordner von Custom Nodes, die trotz --disable-all-custom-nodes geladen werden.',
    '即使使用 --disable-all-custom-nodes 也要加载的自定义节点文件夹。',
  ],
  '--disable-api-nodes': [
    'Lädt keine API-Nodes und lässt die Web-Oberfläche nicht ins Internet.',
    '不加载任何 API 节点，同时阻止前端访问互联网。',
  ],
  '--multi-user': ['Trennt die Daten nach Benutzern.', '按用户分别存储数据。'],
  '--verbose': ['Wie viel im Log steht.', '设置日志级别。'],
  '--log-stdout': ['Schreibt nach stdout statt nach stderr.', '将普通输出发送到 stdout 而不是 stderr（默认）。'],
  '--front-end-version': [
    'Version der Web-Oberfläche, als [Besitzer]/[Name]@[Version] oder @latest. Sie wird von GitHub geladen.',
    '前端版本，格式为 [所有者]/[名称]@[版本]，版本可为 latest。需要联网从 GitHub 下载。',
  ],
  '--front-end-root': [
    'Ordner mit der Web-Oberfläche. Geht --front-end-version vor.',
    '前端所在的本地文件夹，优先于 --front-end-version。',
  ],
  '--enable-compress-response-body': ['Komprimiert Antworten.', '压缩响应内容。'],
  '--comfy-api-base': ['Adresse der Comfy-API.', 'ComfyUI API 的基础地址。'],
  '--database-url': [
    'Adresse der Datenbank, z. B. sqlite:///:memory: für eine im Speicher.',
    '数据库地址，例如 sqlite:///:memory: 表示内存数据库。',
  ],
};

/**
 * What an argument does, in the language of the window.
 *
 * @param flag Its long flag, e.g. `--listen`.
 * @param help What ComfyUI says of it itself, in English.
 * @param language A tag such as `de` or `zh-CN`.
 */
export function helpOfOption(flag: string, help: string, language: string): string {
  const known = Object.hasOwn(translations, flag) ? translations[flag] : undefined;
  if (known === undefined || language.startsWith('en')) return help;
  return language.startsWith('de') ? known[0] : language.startsWith('zh') ? known[1] : help;
}
