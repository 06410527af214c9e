import { createIconBase } from '../createIcon.js';

export const RhUiWarningFillIconConfig = {
  name: 'RhUiWarningFillIcon',
  icon: {"xOffset":0,"yOffset":0,"width":32,"height":32,"svgPathData":"m31.874 28.514-15.011-27a1.001 1.001 0 0 0-1.748 0l-15.011 27A1 1 0 0 0 .978 30H31a1 1 0 0 0 .874-1.486ZM14.5 12a1.5 1.5 0 0 1 3 0v5a1.5 1.5 0 0 1-3 0v-5ZM16 26.001a2 2 0 1 1-.001-3.999A2 2 0 0 1 16 26.001Z"},
  rhUiIcon: null,
};

export const RhUiWarningFillIcon = createIconBase(RhUiWarningFillIconConfig);

export default RhUiWarningFillIcon;
