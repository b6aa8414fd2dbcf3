"""Does anything that a stranger or a colleague can send break something, or keep it busy?"""
