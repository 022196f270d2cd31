/** By this the core, and other clients of it, know whose tasks those of the window are. */
export const clientId = 'desktop-window';
