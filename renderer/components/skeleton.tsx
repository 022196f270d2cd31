/** The shape of rows that are on their way. */
export function SkeletonRows({ label }: { label: string }) {
  return (
    <div role="status" aria-label={label} className="animate-fade overflow-hidden">
      {Array.from({ length: 12 }, (_, index) => (
        <div key={index} className="flex h-14 animate-breathe items-center gap-3 border-b border-border px-4">
          <span className="size-8 shrink-0 rounded-control bg-pressed" />
          <span className="flex min-w-0 flex-1 flex-col gap-2">
            <span className="h-2.5 rounded-full bg-pressed" style={{ width: `${18 + ((index * 37) % 16)}%` }} />
            <span className="h-2 rounded-full bg-hover" style={{ width: `${42 + ((index * 53) % 30)}%` }} />
          </span>
          <span className="h-6 w-24 shrink-0 rounded-control bg-hover" />
        </div>
      ))}
    </div>
  );
}
