import { createIconBase } from '../createIcon.js';

export const RhUiViewFillIconConfig = {
  name: 'RhUiViewFillIcon',
  icon: {"xOffset":0,"yOffset":0,"width":32,"height":32,"svgPathData":"M30.566 15.447C29.796 13.911 25.478 6.25 16 6.25S2.203 13.911 1.433 15.448a1.226 1.226 0 0 0 0 1.104c.77 1.536 5.088 9.197 14.566 9.197s13.797-7.661 14.567-9.198a1.226 1.226 0 0 0 0-1.104ZM16 21a5 5 0 1 1 .001-10.001A5 5 0 0 1 16 21Z"},
  rhUiIcon: null,
};

export const RhUiViewFillIcon = createIconBase(RhUiViewFillIconConfig);

export default RhUiViewFillIcon;
