import { useSignal } from '@preact/signals'
import { t } from '../text.ts'

const DIGITS = 20

/** Twenty digits: typed as they fall in front of witnesses, or thrown by this browser. The form's button is shut until all lie. */
export function DiceField({ button, disabled }: { button: string; disabled: boolean }) {
  const dice = useSignal('')
  const left = DIGITS - dice.value.replace(/\D/g, '').length
  return (
    <>
      <p class="muted">{t('diceHint')}</p>
      <label>{t('dice')}<input class="dice" name="dice" inputMode="numeric" autocomplete="off" value={dice.value} onInput={(event) => { dice.value = event.currentTarget.value }} /></label>
      <div class="actions">
        <button type="submit" class="main" disabled={disabled || left !== 0}>{button}</button>
        <button type="button" onClick={() => { dice.value = throwDice() }}>{t('diceForUs')}</button>
        <span role="status" class="muted">{left > 0 ? t('diceLeft', { n: left }) : ''}</span>
      </div>
    </>
  )
}

/** All digits equally likely: bytes from 250 on are thrown again. */
function throwDice(): string {
  let digits = ''
  while (digits.length < DIGITS) for (const byte of crypto.getRandomValues(new Uint8Array(32))) if (byte < 250 && digits.length < DIGITS) digits += String(byte % 10)
  return digits.replace(/(.{5})(?=.)/g, '$1 ')
}
