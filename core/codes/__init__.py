"""How often may somebody be wrong about a code?"""
