import type { ReactNode } from 'react';

interface FormRowProps {
  label: string;
  /** One sentence under the label. */
  text?: string | undefined;
  children: ReactNode;
}

/** One choice of a form: what it is about at the left, the field at the right. */
export function FormRow({ label, text, children }: FormRowProps) {
  return (
    <div className="flex items-center gap-3 py-1.5">
      <div className="min-w-0 flex-1">
        <p className="text-sm font-medium">{label}</p>
        {text !== undefined && <p className="text-sm text-pretty text-muted">{text}</p>}
      </div>
      {children}
    </div>
  );
}
