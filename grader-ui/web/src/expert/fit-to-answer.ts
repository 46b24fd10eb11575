import { signal } from '@preact/signals'

const STORE = 'sverka-fit-to-answer'
const fits = signal(localStorage.getItem(STORE) === 'yes')

/** Whether the paper is brought to the size of the answer box at every task; kept in this browser. */
export function useFitToAnswer(): readonly [boolean, (on: boolean) => void] {
  return [fits.value, (on) => {
    fits.value = on
    localStorage.setItem(STORE, on ? 'yes' : 'no')
  }]
}
