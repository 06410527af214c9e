import { createIconBase } from '../createIcon.js';

export const RhMicronsCaretDownIconConfig = {
  name: 'RhMicronsCaretDownIcon',
  icon: {"xOffset":0,"yOffset":0,"width":20,"height":20,"svgPathData":"M18.71 5.29a.996.996 0 0 0-1.41 0l-7.29 7.29-7.3-7.29a.987.987 0 0 0-1.41-.02.987.987 0 0 0-.02 1.41l.02.02 7.65 7.65c.29.29.68.44 1.06.44s.77-.15 1.06-.44l7.65-7.65a.996.996 0 0 0 0-1.41Z"},
  rhUiIcon: null,
};

export const RhMicronsCaretDownIcon = createIconBase(RhMicronsCaretDownIconConfig);

export default RhMicronsCaretDownIcon;
