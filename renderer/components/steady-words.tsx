/** Words that change: as wide as the widest of `all`, so that nothing beside them moves. */
export function SteadyWords({ shown, all }: { shown: string; all: readonly string[] }) {
  return (
    <span className="inline-grid justify-items-center">
      <span className="col-start-1 row-start-1">{shown}</span>
      {all.map((words) => (
        // They take their room, and nobody reads them: not the person, not a screen reader, not a test.
        <span
          key={words}
          aria-hidden
          data-words={words}
          className="invisible col-start-1 row-start-1 before:content-[attr(data-words)] max-[559px]:hidden"
        />
      ))}
    </span>
  );
}
