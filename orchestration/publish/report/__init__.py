"""The page of a version: one self-contained HTML file made from the marts of the same version.

From SQL to page: `marts` opens the snapshot, `*_figures` ask it, `words` and `headline` put figures into sentences, `charts` and `tables`
draw them, `*_section` join the two, `page` assembles and writes. Only published marts are read, so the page can show nothing private.
"""
