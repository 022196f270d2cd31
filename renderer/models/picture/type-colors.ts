import type { CSSProperties } from 'react';

/** The hue of a type, and whether it is a step deeper. */
interface TypeColor {
  hue: number;
  step: 0 | 1;
}

/** The twelve folders that hold nearly all models, each with a colour that no other has: the commonest are the furthest apart. */
export const typeColors: Readonly<Record<string, TypeColor>> = {
  checkpoints: { hue: 255, step: 0 },
  diffusion_models: { hue: 55, step: 0 },
  text_encoders: { hue: 150, step: 0 },
  vae: { hue: 350, step: 0 },
  loras: { hue: 305, step: 0 },
  controlnet: { hue: 100, step: 0 },
  upscale_models: { hue: 200, step: 0 },
  clip_vision: { hue: 25, step: 1 },
  embeddings: { hue: 230, step: 1 },
  style_models: { hue: 125, step: 1 },
  ipadapter: { hue: 280, step: 1 },
  hypernetworks: { hue: 330, step: 1 },
};

function styleOf(color: TypeColor | undefined): CSSProperties {
  const variables: CSSProperties & Record<'--hue' | '--step' | '--chroma', number> = {
    ...{ '--hue': color?.hue ?? 255, '--step': color?.step ?? 0, '--chroma': color === undefined ? 0.005 : 0.11 },
  };
  return variables;
}

/** The colour of a type as variables of the style sheet (`.type-color`); of a type that has none of its own, grey. */
export function styleOfType(type: string): CSSProperties {
  return styleOf(typeColors[type]);
}

/** The same for one of several groups that have no colours of their own, by its number. */
export function styleOfNumber(number: number): CSSProperties {
  const colors = Object.values(typeColors);
  return styleOf(colors[number % colors.length]);
}
