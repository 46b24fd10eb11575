import type { Doubt } from '../../../api/school.ts'
import { t } from '../text.ts'

const MARGIN_PX = 26
const FRAME_WIDTH = 42
const FRAME_HEIGHT = 19

/** The doubtful field at reading size: a window onto the page's own image, so that nothing is fetched twice; the field itself is outlined. */
export function FieldCrop({ doubt: { cropPx: [x, y, width, height], imageUrl, widthPx, heightPx } }: { doubt: Pick<Doubt, 'cropPx' | 'imageUrl' | 'widthPx' | 'heightPx'> }) {
  // In units of the frame, whatever its width on the screen: the frame is 42 wide and 19 high.
  const scale = Math.min(FRAME_WIDTH / (width + 2 * MARGIN_PX), FRAME_HEIGHT / (height + 2 * MARGIN_PX))
  const left = FRAME_WIDTH / 2 - (x + width / 2) * scale
  const top = FRAME_HEIGHT / 2 - (y + height / 2) * scale
  const across = (units: number): string => `${(100 * units) / FRAME_WIDTH}%`
  const down = (units: number): string => `${(100 * units) / FRAME_HEIGHT}%`
  return (
    <div class="crop" role="img" aria-label={t('cropLabel')} style={{ aspectRatio: `${FRAME_WIDTH} / ${FRAME_HEIGHT}` }}>
      <img src={imageUrl} alt="" style={{ width: across(widthPx * scale), height: down(heightPx * scale), left: across(left), top: down(top) }} />
      <span class="mark" style={{ width: across(width * scale), height: down(height * scale), left: across(left + x * scale), top: down(top + y * scale) }} />
    </div>
  )
}
