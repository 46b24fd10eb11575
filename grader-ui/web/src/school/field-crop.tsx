import type { Doubt } from '../../../api/school.ts'
import { t } from '../text.ts'

const MARGIN_PX = 26
const FRAME_WIDTH_PX = 420
const FRAME_HEIGHT_PX = 190

/** The doubtful field at reading size: a window onto the page's own image, so that nothing is fetched twice. */
export function FieldCrop({ doubt }: { doubt: Doubt }) {
  const [x, y, width, height] = doubt.cropPx
  const scale = Math.min(FRAME_WIDTH_PX / (width + 2 * MARGIN_PX), FRAME_HEIGHT_PX / (height + 2 * MARGIN_PX))
  const shiftX = FRAME_WIDTH_PX / 2 - (x + width / 2) * scale
  const shiftY = FRAME_HEIGHT_PX / 2 - (y + height / 2) * scale
  return (
    <div class="crop" role="img" aria-label={t('cropLabel')} style={{ maxWidth: `${FRAME_WIDTH_PX}px`, height: `${FRAME_HEIGHT_PX}px` }}>
      <img src={doubt.imageUrl} alt="" style={{ width: `${doubt.widthPx}px`, height: `${doubt.heightPx}px`, transform: `translate(${shiftX}px, ${shiftY}px) scale(${scale})` }} />
    </div>
  )
}
