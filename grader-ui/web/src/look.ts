import { computed, effect, signal } from '@preact/signals'

/** How the pages may look: as the system has it, or as chosen in this browser. */
export const LOOKS = ['system', 'light', 'dark', 'contrast', 'contrast-dark'] as const
export type Look = typeof LOOKS[number]

const STORE = 'sverka-look'
const stored = localStorage.getItem(STORE)

export const look = signal<Look>(LOOKS.find((one) => one === stored) ?? 'system')

/** Whether the system asks for something, as long as it does. */
function asked(query: string): { readonly value: boolean } {
  const media = matchMedia(query)
  const matches = signal(media.matches)
  media.addEventListener('change', () => { matches.value = media.matches })
  return matches
}
const isDark = asked('(prefers-color-scheme: dark)')
const wantsContrast = asked('(prefers-contrast: more)')

const shown = computed(() => (look.value !== 'system' ? look.value : wantsContrast.value ? isDark.value ? 'contrast-dark' : 'contrast' : isDark.value ? 'dark' : 'light'))

effect(() => { document.documentElement.dataset['look'] = shown.value })
effect(() => { localStorage.setItem(STORE, look.value) })
