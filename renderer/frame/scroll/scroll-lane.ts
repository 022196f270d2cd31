import { measureThumb, scrollTopFor } from './scroll-geometry';

/** How long the bar of a box stays after it was scrolled without a pointer above it. */
const staysMs = 900;

function canScroll(element: Element): boolean {
  if (element.scrollHeight - element.clientHeight < 1) return false;
  const { overflowY } = getComputedStyle(element);
  return overflowY === 'auto' || overflowY === 'scroll';
}

/** The innermost box around an element that scrolls up and down. */
function findBox(from: EventTarget | null): HTMLElement | null {
  let element = from instanceof Element ? from : null;
  while (element !== null && !canScroll(element)) element = element.parentElement;
  return element instanceof HTMLElement ? element : null;
}

function createParts(): { lane: HTMLElement; thumb: HTMLElement } {
  const lane = document.createElement('div');
  const thumb = document.createElement('div');
  lane.className = 'scroll-lane';
  lane.ariaHidden = 'true';
  lane.dataset['testid'] = 'scroll-lane';
  thumb.className = 'scroll-thumb';
  lane.append(thumb);
  document.body.append(lane);
  return { lane, thumb };
}

/**
 * The bar of the box below the pointer, or of the one that was scrolled last. There is one for the whole window, above everything: a bar of the
 * engine takes room in each box, so that content moves when it comes, and rows end before the edge.
 */
class ScrollLane {
  readonly #parts = createParts();
  readonly #sizes = new ResizeObserver(() => this.#draw());
  #box: HTMLElement | null = null;
  #isPointed = false;
  #seen: EventTarget | null = null;
  /** While the thumb is held: how far below its upper end it was taken. */
  #heldPx: number | null = null;
  #going = 0;

  follow(signal: AbortSignal): void {
    const { lane } = this.#parts;
    const quiet = { signal, capture: true, passive: true } as const;
    document.addEventListener('pointerover', ({ target }) => this.#point(target), quiet);
    document.documentElement.addEventListener('pointerleave', () => this.#leave(), { signal });
    document.addEventListener('scroll', ({ target }) => this.#noteScroll(target), quiet);
    window.addEventListener('resize', () => this.#hide(), { signal });
    lane.addEventListener('pointerdown', (event) => this.#take(event), { signal });
    lane.addEventListener('pointermove', (event) => this.#drag(event), { signal });
    lane.addEventListener('lostpointercapture', () => this.#release(), { signal });
    lane.addEventListener('wheel', ({ deltaY }) => this.#box?.scrollBy({ top: deltaY }), { signal, passive: true });
    signal.addEventListener('abort', () => {
      this.#hide();
      lane.remove();
    });
  }

  #point(target: EventTarget | null): void {
    if (this.#heldPx !== null || target === this.#seen) return;
    this.#seen = target;
    const isOwn = target instanceof Node && this.#parts.lane.contains(target);
    const box = isOwn ? this.#box : findBox(target);
    this.#isPointed = box !== null;
    if (box === null) this.#hide();
    else this.#show(box);
  }

  #leave(): void {
    this.#seen = null;
    this.#isPointed = false;
    if (this.#heldPx === null) this.#hide();
  }

  #noteScroll(target: EventTarget | null): void {
    if (this.#isPointed && target !== this.#box) return;
    if (target !== this.#box) {
      if (!(target instanceof HTMLElement) || !canScroll(target)) return;
      this.#show(target);
    }
    this.#draw();
    window.clearTimeout(this.#going);
    if (!this.#isPointed) this.#going = window.setTimeout(() => this.#hide(), staysMs);
  }

  #show(box: HTMLElement): void {
    window.clearTimeout(this.#going);
    if (box !== this.#box) {
      this.#box = box;
      this.#sizes.disconnect();
      // A box that goes away has no size any more, which is told as well.
      for (const element of [box, box.firstElementChild]) if (element !== null) this.#sizes.observe(element);
    }
    this.#draw();
  }

  #hide(): void {
    window.clearTimeout(this.#going);
    this.#box = null;
    this.#seen = null;
    this.#sizes.disconnect();
    delete this.#parts.lane.dataset['shown'];
  }

  #draw(): void {
    const { lane, thumb } = this.#parts;
    const box = this.#box;
    const place = box?.isConnected === true ? measureThumb(box) : null;
    if (box === null || place === null) {
      this.#hide();
      return;
    }
    const { left, top } = box.getBoundingClientRect();
    const { clientLeft, clientTop, clientWidth, clientHeight } = box;
    const laneWidth = lane.offsetWidth;
    // All is read before anything is set: whoever reads after it lays the page out again, in the middle of a frame while somebody types.
    lane.style.left = `${left + clientLeft + clientWidth - laneWidth}px`;
    lane.style.top = `${top + clientTop}px`;
    lane.style.height = `${clientHeight}px`;
    thumb.style.height = `${place.lengthPx}px`;
    thumb.style.transform = `translateY(${place.offsetPx}px)`;
    lane.dataset['shown'] = '';
  }

  #offsetOf({ clientY }: PointerEvent): number {
    return clientY - this.#parts.lane.getBoundingClientRect().top;
  }

  /** Takes the thumb; beside it the thumb comes to the pointer first. */
  #take(event: PointerEvent): void {
    const { lane, thumb } = this.#parts;
    const place = this.#box === null ? null : measureThumb(this.#box);
    if (place === null || event.button !== 0) return;
    // What has the focus keeps it.
    event.preventDefault();
    lane.setPointerCapture(event.pointerId);
    lane.dataset['held'] = '';
    this.#heldPx = event.target === thumb ? this.#offsetOf(event) - place.offsetPx : place.lengthPx / 2;
    this.#drag(event);
  }

  #drag(event: PointerEvent): void {
    const box = this.#box;
    if (box === null || this.#heldPx === null) return;
    box.scrollTop = scrollTopFor(box, this.#offsetOf(event) - this.#heldPx);
  }

  #release(): void {
    this.#heldPx = null;
    delete this.#parts.lane.dataset['held'];
  }
}

/** Draws the bars of everything that scrolls up and down; returns its undo. */
export function followScrolling(): () => void {
  const over = new AbortController();
  new ScrollLane().follow(over.signal);
  return () => over.abort();
}
