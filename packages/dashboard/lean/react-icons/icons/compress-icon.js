import { createIconBase } from '../createIcon.js';

export const CompressIconConfig = {
  name: 'CompressIcon',
  icon: {"xOffset":0,"yOffset":0,"width":448,"height":512,"svgPathData":"M436 192H312c-13.3 0-24-10.7-24-24V44c0-6.6 5.4-12 12-12h40c6.6 0 12 5.4 12 12v84h84c6.6 0 12 5.4 12 12v40c0 6.6-5.4 12-12 12zm-276-24V44c0-6.6-5.4-12-12-12h-40c-6.6 0-12 5.4-12 12v84H12c-6.6 0-12 5.4-12 12v40c0 6.6 5.4 12 12 12h124c13.3 0 24-10.7 24-24zm0 300V344c0-13.3-10.7-24-24-24H12c-6.6 0-12 5.4-12 12v40c0 6.6 5.4 12 12 12h84v84c0 6.6 5.4 12 12 12h40c6.6 0 12-5.4 12-12zm192 0v-84h84c6.6 0 12-5.4 12-12v-40c0-6.6-5.4-12-12-12H312c-13.3 0-24 10.7-24 24v124c0 6.6 5.4 12 12 12h40c6.6 0 12-5.4 12-12z"},
  rhUiIcon: {"xOffset":0,"yOffset":0,"width":32,"height":32,"svgPathData":"M21 9.5V3a1 1 0 1 1 2 0v6h6a1 1 0 1 1 0 2h-6.5c-.827 0-1.5-.673-1.5-1.5ZM10 2a1 1 0 0 0-1 1v6H3a1 1 0 1 0 0 2h6.5c.827 0 1.5-.673 1.5-1.5V3a1 1 0 0 0-1-1Zm-.5 19H3a1 1 0 1 0 0 2h6v6a1 1 0 1 0 2 0v-6.5c0-.827-.673-1.5-1.5-1.5ZM29 21h-6.5c-.827 0-1.5.673-1.5 1.5V29a1 1 0 1 0 2 0v-6h6a1 1 0 1 0 0-2Z"},
};

export const CompressIcon = createIconBase(CompressIconConfig);

export default CompressIcon;
