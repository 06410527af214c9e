import { createIconBase } from '../createIcon.js';

export const RhUiErrorFillIconConfig = {
  name: 'RhUiErrorFillIcon',
  icon: {"xOffset":0,"yOffset":0,"width":32,"height":32,"svgPathData":"M16 1C7.729 1 1 7.729 1 16s6.729 15 15 15 15-6.729 15-15S24.271 1 16 1Zm-1.5 8a1.5 1.5 0 1 1 3 0v7a1.5 1.5 0 1 1-3 0V9ZM16 25.001a2 2 0 1 1-.001-3.999A2 2 0 0 1 16 25.001Z"},
  rhUiIcon: null,
};

export const RhUiErrorFillIcon = createIconBase(RhUiErrorFillIconConfig);

export default RhUiErrorFillIcon;
