import { createIconBase } from '../createIcon.js';

export const RhUiCopyFillIconConfig = {
  name: 'RhUiCopyFillIcon',
  icon: {"xOffset":0,"yOffset":0,"width":32,"height":32,"svgPathData":"M28 7v22.607c0 .768-.622 1.393-1.387 1.393H10a1 1 0 1 1 0-2h16V7a1 1 0 1 1 2 0Zm-5.25 17.5v-22c0-.689-.561-1.25-1.25-1.25h-8.375v7.364c0 .833-.678 1.511-1.512 1.511H4.25V24.5c0 .689.561 1.25 1.25 1.25h16c.689 0 1.25-.561 1.25-1.25ZM10.875 1.275a.738.738 0 0 0-.405.195l-6 6a.738.738 0 0 0-.195.405h6.6v-6.6Z"},
  rhUiIcon: null,
};

export const RhUiCopyFillIcon = createIconBase(RhUiCopyFillIconConfig);

export default RhUiCopyFillIcon;
