/** The mark: three nodes on one wire, our own drawing. */
export function Mark({ size }: { size: number }) {
  return (
    <svg aria-hidden width={size} height={size} viewBox="0 0 32 32" fill="none" stroke="currentColor" strokeWidth="2.6">
      <path d="M10.2 9.5h4.3a4 4 0 0 1 4 4v5a4 4 0 0 0 4 4h.6" strokeLinecap="round" />
      <path d="M18.5 15.8c0-3.6 1.6-6.3 4.4-6.3" strokeLinecap="round" opacity="0.55" />
      <circle cx="7" cy="9.5" r="3.2" />
      <circle cx="26" cy="9.5" r="3.2" fill="currentColor" stroke="none" opacity="0.55" />
      <circle cx="26" cy="22.5" r="3.2" fill="currentColor" stroke="none" />
    </svg>
  );
}
