import { createIconBase } from '../createIcon.js';

export const RhUiStarFillIconConfig = {
  name: 'RhUiStarFillIcon',
  icon: {"xOffset":0,"yOffset":0,"width":32,"height":32,"svgPathData":"m30.844 12.76-7.749 6.619 1.885 9.425a.998.998 0 0 1-.98 1.197c-.184 0-.368-.051-.53-.152L16 25.181l-7.47 4.668a.998.998 0 0 1-1.51-1.044l1.885-9.425-7.749-6.62a1 1 0 0 1 .557-1.756l10.245-.945 3.119-7.446a1 1 0 0 1 1.844 0l3.119 7.446 10.245.945a1 1 0 0 1 .557 1.756Z"},
  rhUiIcon: null,
};

export const RhUiStarFillIcon = createIconBase(RhUiStarFillIconConfig);

export default RhUiStarFillIcon;
