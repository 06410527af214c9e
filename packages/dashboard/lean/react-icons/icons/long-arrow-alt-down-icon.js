import { createIconBase } from '../createIcon.js';

export const LongArrowAltDownIconConfig = {
  name: 'LongArrowAltDownIcon',
  icon: {"xOffset":0,"yOffset":0,"width":256,"height":512,"svgPathData":"M168 345.941V44c0-6.627-5.373-12-12-12h-56c-6.627 0-12 5.373-12 12v301.941H41.941c-21.382 0-32.09 25.851-16.971 40.971l86.059 86.059c9.373 9.373 24.569 9.373 33.941 0l86.059-86.059c15.119-15.119 4.411-40.971-16.971-40.971H168z"},
  rhUiIcon: {"xOffset":0,"yOffset":0,"width":32,"height":32,"svgPathData":"m22.707 24.707-5.646 5.646c-.292.292-.676.438-1.061.438s-.768-.146-1.061-.438l-5.646-5.646a.999.999 0 1 1 1.414-1.414L15 27.586V2a1 1 0 0 1 2 0v25.586l4.293-4.293a.999.999 0 1 1 1.414 1.414Z"},
};

export const LongArrowAltDownIcon = createIconBase(LongArrowAltDownIconConfig);

export default LongArrowAltDownIcon;
