import { createIconBase } from '../createIcon.js';

export const RhUiViewOffFillIconConfig = {
  name: 'RhUiViewOffFillIcon',
  icon: {"xOffset":0,"yOffset":0,"width":32,"height":32,"svgPathData":"M20.11 24.05a.75.75 0 0 1-.351 1.258c-1.196.293-2.46.441-3.759.441-9.475 0-13.796-7.661-14.566-9.197a1.222 1.222 0 0 1 0-1.105c.333-.665 1.604-2.996 3.967-5.106a.751.751 0 0 1 1.03.029l4.667 4.667a5.008 5.008 0 0 0-.097.963c0 2.757 2.243 5 5 5 .33 0 .651-.036.963-.097l3.147 3.147Zm10.597 6.657a.997.997 0 0 1-1.414 0l-28-28a.999.999 0 1 1 1.414-1.414L9.19 7.776C11.291 6.765 13.577 6.25 16 6.25c9.478 0 13.797 7.661 14.566 9.197a1.22 1.22 0 0 1 0 1.104c-.51 1.018-2.36 4.293-5.951 6.648l6.092 6.092a.999.999 0 0 1 0 1.414ZM13.253 11.839l6.909 6.909a4.91 4.91 0 0 0 .839-2.747c0-2.757-2.243-5-5-5a4.91 4.91 0 0 0-2.747.839Z"},
  rhUiIcon: null,
};

export const RhUiViewOffFillIcon = createIconBase(RhUiViewOffFillIconConfig);

export default RhUiViewOffFillIcon;
