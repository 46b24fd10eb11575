/** Progress of long work on standard error: a bar that stays in its line on a terminal, a line a step elsewhere. */
export interface Progress {
  step(title: string): void
  update(done: number, total: number): void
  note(text: string): void
  end(): void
}

const WIDTH = 28

/** `now` in ms and `write` are given, so that tests see what a person would. */
export function showProgress({ now, write, terminal }: { readonly now: () => number; readonly write: (text: string) => void; readonly terminal: boolean }): Progress {
  let title = ''
  let startedAt = 0
  let open = false
  let lastShare = -1
  const close = (): void => {
    if (!open) return
    open = false
    const seconds = ((now() - startedAt) / 1000).toFixed(1)
    write(terminal ? `\r\u001b[2K✓ ${title} — ${seconds} с\n` : `✓ ${title} — ${seconds} с\n`)
  }
  return {
    step(next) {
      close()
      title = next
      startedAt = now()
      open = true
      lastShare = -1
      if (terminal) write(`… ${title}`)
    },
    update(done, total) {
      const share = total === 0 ? 0 : Math.floor((WIDTH * done) / total)
      if (!terminal || (share === lastShare && done !== total)) return
      lastShare = share
      write(`\r\u001b[2K… ${title} [${'█'.repeat(share)}${'·'.repeat(WIDTH - share)}] ${done}/${total}`)
    },
    note(text) {
      close()
      write(`  ${text}\n`)
    },
    end: close,
  }
}
